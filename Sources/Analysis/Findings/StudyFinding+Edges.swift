import Expressions
import Search

extension StudyFinding {
    /// Ranges that may end too soon: the best trial is within the outer tenth (or the last value), and so are so many of the best
    /// tenth of all, at least five and at most thirty, that chance gives it one time in a hundred.
    ///
    /// A parameter that shows no effect has its best values anywhere, and is left out. Of several objectives the best are the
    /// front.
    static func edges(in evidence: Evidence, _ levels: [NoiseLevel]) throws(AnalysisGap) -> [StudyFinding] {
        let best = leading(evidence)
        let completed = evidence.searched.count { $0.value() != nil }
        guard completed >= ImportanceSample.leastTrials, let first = best.first else {
            throw .tooFewTrials(found: completed, needed: ImportanceSample.leastTrials)
        }
        return evidence.space.parameters.flatMap { parameter -> [StudyFinding] in
            let isIdle = !levels.isEmpty && levels.allSatisfy { $0.isNoise(parameter.name) ?? false }
            guard !isIdle, let value = first.configuration[parameter.name] else { return [] }
            let axis = Axis(parameter.domain)
            let places = best.compactMap { $0.configuration[parameter.name].flatMap(axis.coordinate) }
            return [false, true].compactMap { isHigh in
                guard let zone = zone(of: axis, isHigh: isHigh), let end = parameter.domain.end(isHigh: isHigh),
                    let place = axis.coordinate(of: value), isHigh ? place >= zone.limit : place <= zone.limit
                else { return nil }
                let near = places.count { isHigh ? $0 >= zone.limit : $0 <= zone.limit }
                let chance = binomialTail(near, of: places.count, zone.share)
                guard places.count >= 5, chance <= 0.01 else { return nil }
                let wider = parameter.domain.widened(high: isHigh, name: parameter.name)
                // A range that ends where it must is no finding; what comes after a word, a person may know.
                if wider == nil, parameter.domain.isRange { return nil }
                return .edge(
                    Edge(
                        parameter: parameter.name, isHigh: isHigh, end: end, best: first.number, value: value,
                        near: Proportion(near, of: places.count), share: zone.share, chance: chance,
                        wider: wider))
            }
        }
    }

    /// The best trials, the best first.
    static func leading(_ evidence: Evidence) -> [EvidenceTrial] {
        if evidence.objectives.count > 1 { return FrontHistory(of: evidence).front }
        let ranked = ranked(evidence)
        return Array(ranked.prefix(min(30, max(5, (ranked.count + 9) / 10))))
    }

    /// The completed trials with a finite value, the best first.
    static func ranked(_ evidence: Evidence) -> [EvidenceTrial] {
        let direction = evidence.objectives[0].direction
        return evidence.searched.compactMap { trial in trial.value().map { (trial, direction.loss($0)) } }
            .sorted { ($0.1, $0.0.number) < ($1.1, $1.0.number) }.map(\.0)
    }

    /// Where an end begins on the axis, and which share of a draw falls there; nil of choices without order and of too few
    /// values.
    private static func zone(of axis: Axis, isHigh: Bool) -> (limit: Double, share: Double)? {
        switch axis.kind {
        case .category: return nil
        case .continuous: return axis.count == nil ? (isHigh ? 0.9 : 0.1, 0.1) : nil
        case .grid(let count):
            guard count >= 3 else { return nil }
            let cells = max(1, count / 10)
            let cell = isHigh ? count - cells : cells - 1
            let edges = axis.edges(ofCell: cell)
            return (axis.coordinate(ofCell: cell), isHigh ? 1 - edges.low : edges.high)
        }
    }
}

extension Domain {
    /// Whether it has ends that are numbers.
    fileprivate var isRange: Bool { if case .choice = self { false } else { true } }

    /// The first or the last value.
    fileprivate func end(isHigh: Bool) -> Value? {
        switch self {
        case .int(let low, _, let step, _): count.map { .int(isHigh ? low + ($0 - 1) * step : low) }
        case .float(let low, let high, nil, _): .float(isHigh ? high : low)
        case .float: count.map { Axis(self).value(ofCell: isHigh ? $0 - 1 : 0) }
        case .choice(let values, _): isHigh ? values.last : values.first
        }
    }
}

/// How likely `count` or more of `total` independent cases are, each with likelihood `share`.
func binomialTail(_ count: Int, of total: Int, _ share: Double) -> Double {
    guard count > 0 else { return 1 }
    guard share > 0, share < 1 else { return share > 0 ? 1 : 0 }
    let factorials = LogFactorials(upTo: total)
    let (hit, miss) = (Elementary.log(share), Elementary.log(1 - share))
    return min(
        1,
        (count...max(count, total)).reduce(0) { sum, hits in
            sum
                + Elementary.exp(
                    factorials.choices(hits, of: total) + Double(hits) * hit + Double(total - hits) * miss)
        })
}

/// Logarithms of factorials.
struct LogFactorials {
    private let values: [Double]

    init(upTo count: Int) {
        var values = [0.0]
        for number in 1...max(1, count) { values.append(values[number - 1] + Elementary.log(Double(number))) }
        self.values = values
    }

    /// The logarithm of how many ways there are to choose.
    func choices(_ count: Int, of total: Int) -> Double { values[total] - values[count] - values[total - count] }
}
