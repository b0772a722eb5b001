// One trial of a snapshot: its number, what it was given, what it reported, and how it stands.

import Expressions

extension ByteWriter {
    /// - Parameter names: where each parameter's name stands in the snapshot's list.
    mutating func trial(_ trial: TrialRecord, _ names: [String: Int]) {
        integer(trial.number)
        integer(trial.configuration.values.count)
        for (place, value) in trial.configuration.values.map({ (names[$0] ?? 0, $1) }).sorted(by: { $0.0 < $1.0 }) {
            integer(place)
            self.value(value)
        }
        integer(trial.curve.epochs.count)
        var before = 0
        for epoch in trial.curve.epochs {
            integer(epoch &- before)
            before = epoch
        }
        for value in trial.curve.values { double(value) }
        integer(trial.stops)
        integer(trial.resumptions)
        for epoch in [trial.pausedAt, trial.promotedFrom] {
            byte(epoch == nil ? 0 : 1)
            if let epoch { integer(epoch) }
        }
        outcome(trial.final)
    }

    private mutating func value(_ value: Value) {
        switch value {
        case .int(let int):
            byte(0)
            integer(int)
        case .float(let float):
            byte(1)
            double(float)
        case .string(let string):
            byte(2)
            text(string)
        case .bool(let bool): byte(bool ? 4 : 3)
        }
    }

    private mutating func outcome(_ outcome: Outcome?) {
        switch outcome {
        case .completed(let score)?:
            byte(1)
            integer(score.values.count)
            for value in score.values { double(value) }
            double(score.violation)
        case .pruned(let epoch)?:
            byte(2)
            integer(epoch)
        case .failed(let reason)?:
            byte(3)
            text(reason)
        // Pauses and interruptions are no ends for good.
        case .paused?, .stopped?, nil: byte(0)
        }
    }
}

extension ByteReader {
    mutating func trial(_ names: [String]) throws(Damage) -> TrialRecord {
        let number = try integer()
        var configuration = Configuration()
        for _ in 0..<(try count()) {
            let place = try integer()
            guard names.indices.contains(place) else { throw Damage() }
            configuration[names[place]] = try value()
        }
        let curve = try self.curve()
        let (stops, resumptions) = (try integer(), try integer())
        let pausedAt = try byte() == 0 ? nil : try integer()
        let promotedFrom = try byte() == 0 ? nil : try integer()
        return TrialRecord(
            number: number, configuration: configuration, curve: curve, final: try outcome(), stops: stops,
            resumptions: resumptions, pausedAt: pausedAt, promotedFrom: promotedFrom)
    }

    private mutating func curve() throws(Damage) -> Curve {
        let count = try count(ofSize: 9)
        var epochs: [Int] = []
        var values: [Double] = []
        epochs.reserveCapacity(count)
        values.reserveCapacity(count)
        for _ in 0..<count {
            epochs.append((epochs.last ?? 0) &+ (try integer()))
        }
        for _ in 0..<count { values.append(try double()) }
        guard let curve = Curve(epochs: epochs, values: values) else { throw Damage() }
        return curve
    }

    private mutating func value() throws(Damage) -> Value {
        switch try byte() {
        case 0: .int(try integer())
        case 1: .float(try double())
        case 2: .string(try text())
        case 3: .bool(false)
        case 4: .bool(true)
        default: throw Damage()
        }
    }

    private mutating func outcome() throws(Damage) -> Outcome? {
        switch try byte() {
        case 0: return nil
        case 1:
            var values: [Double] = []
            for _ in 0..<(try count(ofSize: 8)) { values.append(try double()) }
            guard !values.isEmpty else { throw Damage() }
            return .completed(Score(values: values, violation: try double()))
        case 2: return .pruned(epoch: try integer())
        case 3: return .failed(reason: try text())
        default: throw Damage()
        }
    }
}
