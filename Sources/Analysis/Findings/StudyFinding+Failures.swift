import Expressions
import Search

extension StudyFinding {
    /// Values that fail more often than the others, by Fisher's exact test with all regions counted, one time in a hundred.
    ///
    /// Regions are each value of a choice, and both sides of up to fifteen places of a range. Of one parameter's regions the least
    /// likely by chance is told. Where a parameter is inactive, the trial counts for nothing. A completed trial without a finite
    /// value has failed too.
    static func failures(in evidence: Evidence) throws(AnalysisGap) -> [StudyFinding] {
        let ended = evidence.searched.compactMap { trial -> (configuration: Configuration, hasFailed: Bool)? in
            switch trial.outcome {
            case .failed?: (trial.configuration, true)
            case .completed(let score)?: (trial.configuration, !score.isFinite)
            case .pruned?, .paused?: (trial.configuration, false)
            case .stopped?, nil: nil
            }
        }
        let failed = ended.count(where: \.hasFailed)
        if failed == 0 { return [] }
        guard ended.count >= 8 else { throw .tooFewEnded(found: ended.count, needed: 8) }
        // So few failures are no pattern.
        guard failed >= 3 else { return [] }
        let factorials = LogFactorials(upTo: ended.count)
        var found: [(finding: Failures, chance: Double)] = []
        var tests = 0
        for parameter in evidence.space.parameters {
            let axis = Axis(parameter.domain)
            let points = ended.compactMap { trial in
                trial.configuration[parameter.name].flatMap { value in
                    axis.coordinate(of: value).map { (value: value, place: $0, hasFailed: trial.hasFailed) }
                }
            }
            let all = points.count(where: \.hasFailed)
            guard all > 0 else { continue }
            var best: (region: Failures.Region, inside: Proportion, outside: Proportion, chance: Double)?
            for region in regions(of: axis, points.map(\.place)) {
                let inside = points.filter { region.holds($0.place) }
                let hits = inside.count(where: \.hasFailed)
                tests += 1
                let chance = hypergeometricTail(hits, inside.count, all, points.count, factorials)
                if best.map({ chance < $0.chance }) ?? true {
                    best = (
                        region.words(axis), Proportion(hits, of: inside.count),
                        Proportion(all - hits, of: points.count - inside.count), chance
                    )
                }
            }
            guard let best else { continue }
            found.append(
                (
                    Failures(
                        parameter: parameter.name, region: best.region, inside: best.inside, outside: best.outside,
                        chance: best.chance, rest: parameter.domain.without(best.region)), best.chance
                ))
        }
        return found.sorted { ($0.chance, $0.finding.parameter) < ($1.chance, $1.finding.parameter) }
            .filter { $0.chance * Double(tests) <= 0.01 }
            .map { .failures($0.finding.counted(tests)) }
    }

    /// Some of an axis.
    private enum Part {
        case cell(Double)
        case upTo(Double)
        case from(Double)

        func holds(_ place: Double) -> Bool {
            switch self {
            case .cell(let own): place == own
            case .upTo(let end): place <= end
            case .from(let start): place >= start
            }
        }

        func words(_ axis: Axis) -> Failures.Region {
            switch self {
            case .cell(let place): .value(axis.value(at: place))
            case .upTo(let place): .upTo(axis.value(at: place))
            case .from(let place): .from(axis.value(at: place))
            }
        }
    }

    /// Each value of a choice without order, both sides of places that part the tried values evenly otherwise.
    private static func regions(of axis: Axis, _ places: [Double]) -> [Part] {
        let distinct = Set(places).sorted()
        guard distinct.count > 1 else { return [] }
        if case .category = axis.kind { return distinct.map { .cell($0) } }
        let count = min(16, distinct.count)
        let cuts = (1..<count).map { $0 * distinct.count / count }
        return cuts.flatMap { [.upTo(distinct[$0 - 1]), .from(distinct[$0])] }
    }
}

extension StudyFinding.Failures {
    fileprivate func counted(_ tests: Int) -> Self {
        Self(
            parameter: parameter, region: region, inside: inside, outside: outside,
            chance: min(1, chance * Double(tests)), rest: rest)
    }
}

/// How likely `hits` or more of `marked` marked ones are among `drawn` of `total` (Fisher's exact test, one-sided).
func hypergeometricTail(
    _ hits: Int, _ drawn: Int, _ marked: Int, _ total: Int, _ factorials: LogFactorials
) -> Double {
    let most = min(drawn, marked)
    guard hits > max(0, drawn + marked - total) else { return 1 }
    guard hits <= most else { return 0 }
    return min(
        1,
        (hits...most).reduce(0) { sum, count in
            sum
                + Elementary.exp(
                    factorials.choices(count, of: marked) + factorials.choices(drawn - count, of: total - marked)
                        - factorials.choices(drawn, of: total))
        })
}

extension Domain {
    /// The domain without some values; nil where fewer than two would be left.
    fileprivate func without(_ region: StudyFinding.Failures.Region) -> Domain? {
        switch (self, region) {
        case (.choice(let values, let ordered), _):
            func index(_ value: Value) -> Int { values.firstIndex(of: value) ?? 0 }
            let rest =
                switch region {
                case .value(let value): values.filter { $0 != value }
                case .upTo(let value): Array(values[(index(value) + 1)...])
                case .from(let value): Array(values[..<index(value)])
                }
            return rest.count > 1 ? .choice(rest, ordered: ordered) : nil
        case (.int(let low, let high, let step, let log), .upTo(.int(let value))):
            return value + step < high ? .int(low: max(low, value + step), high: high, step: step, log: log) : nil
        case (.int(let low, let high, let step, let log), .from(.int(let value))):
            return value - step > low ? .int(low: low, high: min(high, value - step), step: step, log: log) : nil
        case (.float(_, let high, let step, let log), .upTo(.float(let value))):
            let bound = step.map { value + $0 } ?? value.rounded(toDigits: 3, isUp: true)
            return bound < high ? .float(low: bound.rounded(toDigits: 12), high: high, step: step, log: log) : nil
        case (.float(let low, _, let step, let log), .from(.float(let value))):
            let bound = step.map { value - $0 } ?? value.rounded(toDigits: 3, isUp: false)
            return bound > low ? .float(low: low, high: bound.rounded(toDigits: 12), step: step, log: log) : nil
        default: return nil
        }
    }
}

extension Double {
    /// The next number of so many digits that is not below, or not above.
    fileprivate func rounded(toDigits digits: Int, isUp: Bool) -> Double {
        let near = rounded(toDigits: digits)
        if isUp ? near >= self : near <= self { return near }
        let share = Elementary.exp(-Double(digits - 1) * Elementary.log(10)) * abs(self)
        return (self + (isUp ? share : -share) / 2).rounded(toDigits: digits)
    }
}
