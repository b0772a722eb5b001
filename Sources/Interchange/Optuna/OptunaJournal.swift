// Optuna's journal file: an operation a line, studies and trials numbered in the order in which they were made.
//
// A writer that dies leaves a line that is torn; the next one writes behind it on the same line. What can be read of such a
// line is read, the rest counted.

import JSON
import Search
import System

enum OptunaJournal {
    /// Larger journals are refused: all of it is in memory at once.
    static let largest = 4 << 30

    static func study(named name: String?, in path: String) throws(OptunaError) -> OptunaStudy {
        let bytes: [UInt8]
        do throws(ContentsError) { bytes = try Files.contents(path, limit: largest) } catch { throw .contents(error) }
        var replay = JournalReplay()
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            replay.read(rest[..<end])
            rest = rest[min(end + 1, rest.endIndex)...]
        }
        guard replay.operations > 0 else { throw .notOptuna(path: path) }
        let there = replay.studies.compactMap(\.self)
        var study = there[try OptunaFile.choose(name, among: there.map(\.name), in: path)]
        if study.directions.isEmpty { throw .noDirections(study: study.name) }
        if replay.torn > 0 { study.unread.append("\(replay.torn) torn lines") }
        if replay.unknown > 0 { study.unread.append("\(replay.unknown) operations that are not known") }
        study.unread += replay.parameters.notes
        return study
    }
}

/// What the lines so far come to.
struct JournalReplay {
    /// By their numbers; nil where one was deleted.
    private(set) var studies: [OptunaStudy?] = []
    /// Which study each trial is of, and its place there.
    private var trials: [(study: Int, place: Int)] = []
    private(set) var parameters = OptunaParameterReader()
    private(set) var operations = 0
    /// Lines of which something could not be read.
    private(set) var torn = 0
    private(set) var unknown = 0

    private static let start = Array(#"{"op_code""#.utf8)
    private static let limits = JSONLimits(depth: 64, bytes: 1 << 26)

    mutating func read(_ line: ArraySlice<UInt8>) {
        if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { return }
        if let operation = parsed(line) { return apply(operation) }
        torn += 1
        guard let last = line.indices.reversed().first(where: { line[$0...].starts(with: Self.start) }),
            last > line.startIndex, let operation = parsed(line[last...])
        else { return }
        apply(operation)
    }

    private func parsed(_ line: ArraySlice<UInt8>) -> JSONValue? {
        guard let value = try? JSONValue(parsing: Array(line), syntax: .lenient, limits: Self.limits),
            value["op_code"]?.intValue != nil
        else { return nil }
        return value
    }

    private mutating func apply(_ operation: JSONValue) {
        operations += 1
        switch operation["op_code"]?.intValue {
        case 0: createStudy(operation)
        case 1: if let id = study(of: operation) { studies[id] = nil }
        case 2: setStudyAttributes(operation["user_attr"], \.userAttributes, operation)
        case 3: setStudyAttributes(operation["system_attr"], \.systemAttributes, operation)
        case 4: createTrial(operation)
        case 5: change(operation) { replay, trial in replay.addParameter(operation, to: &trial) }
        case 6: change(operation) { _, trial in Self.setState(operation, of: &trial) }
        case 7:
            change(operation) { _, trial in
                guard let step = operation["step"]?.intValue else { return }
                Self.report(operation["intermediate_value"]?.doubleValue, at: step, in: &trial)
            }
        case 8:
            change(operation) { _, trial in Self.add(operation["user_attr"], to: &trial.userAttributes) }
        case 9:
            change(operation) { _, trial in Self.add(operation["system_attr"], to: &trial.systemAttributes) }
        default: unknown += 1
        }
    }

    private func study(of operation: JSONValue) -> Int? {
        guard let id = operation["study_id"]?.intValue, studies.indices.contains(id), studies[id] != nil else {
            return nil
        }
        return id
    }

    private mutating func createStudy(_ operation: JSONValue) {
        let name = operation["study_name"]?.stringValue ?? ""
        // Of two that made it at once, the second was told so.
        if studies.contains(where: { $0?.name == name }) { return }
        let numbers = operation["directions"]?.arrayValue?.map(\.intValue) ?? []
        let directions = numbers.compactMap { $0 == 1 ? Direction.minimize : $0 == 2 ? .maximize : nil }
        studies.append(OptunaStudy(name: name, directions: directions.count == numbers.count ? directions : []))
    }

    private mutating func setStudyAttributes(
        _ attributes: JSONValue?, _ part: WritableKeyPath<OptunaStudy, JSONObject>, _ operation: JSONValue
    ) {
        guard let id = study(of: operation), var study = studies[id] else { return }
        Self.add(attributes, to: &study[keyPath: part])
        studies[id] = study
    }

    private static func add(_ attributes: JSONValue?, to object: inout JSONObject) {
        for (key, value) in attributes?.objectValue ?? JSONObject() { object[key] = value }
    }

    private static func state(_ value: JSONValue?) -> OptunaTrial.State? {
        let states: [OptunaTrial.State] = [.running, .complete, .pruned, .failed, .waiting]
        return value?.intValue.flatMap { states.indices.contains($0) ? states[$0] : nil }
    }

    private mutating func createTrial(_ operation: JSONValue) {
        guard let id = study(of: operation), let place = studies[id]?.trials.count else { return }
        var trial = OptunaTrial(number: place, state: Self.state(operation["state"]) ?? .running)
        trial.startedAt = operation["datetime_start"]?.stringValue.flatMap { OptunaTime.seconds($0) }
        trial.endedAt = operation["datetime_complete"]?.stringValue.flatMap { OptunaTime.seconds($0) }
        for (name, value) in operation["params"]?.objectValue ?? JSONObject() {
            guard let text = operation["distributions"]?[name]?.stringValue else { continue }
            add(name, value.doubleValue, text, to: &trial)
        }
        if let values = operation["values"]?.arrayValue {
            trial.values = values.compactMap(\.doubleValue)
        } else if let value = operation["value"]?.doubleValue {
            trial.values = [value]
        }
        for (step, value) in operation["intermediate_values"]?.objectValue ?? JSONObject() {
            if let step = Int(step) { Self.report(value.doubleValue, at: step, in: &trial) }
        }
        Self.add(operation["user_attrs"], to: &trial.userAttributes)
        Self.add(operation["system_attrs"], to: &trial.systemAttributes)
        trials.append((id, place))
        studies[id]?.trials.append(trial)
    }

    /// Changes the trial that an operation is about, unless it has ended.
    private mutating func change(_ operation: JSONValue, _ body: (inout JournalReplay, inout OptunaTrial) -> Void) {
        guard let id = operation["trial_id"]?.intValue, trials.indices.contains(id) else { return }
        let (study, place) = trials[id]
        guard var trial = studies[study]?.trials[place] else { return }
        switch trial.state {
        case .complete, .pruned, .failed: return
        case .running, .waiting: break
        }
        // Its curve is not copied for each of its steps.
        studies[study]?.trials[place].intermediate = []
        body(&self, &trial)
        studies[study]?.trials[place] = trial
    }

    private mutating func addParameter(_ operation: JSONValue, to trial: inout OptunaTrial) {
        guard let name = operation["param_name"]?.stringValue, let text = operation["distribution"]?.stringValue else {
            return
        }
        add(name, operation["param_value_internal"]?.doubleValue, text, to: &trial)
    }

    private mutating func add(_ name: String, _ value: Double?, _ text: String, to trial: inout OptunaTrial) {
        guard let parameter = parameters.parameter(name, value, text) else { return }
        trial.parameters.removeAll { $0.name == name }
        trial.parameters.append(parameter)
    }

    private static func setState(_ operation: JSONValue, of trial: inout OptunaTrial) {
        guard let state = state(operation["state"]), !(state == .running && trial.state == .running) else { return }
        let time = { (key: String) in operation[key]?.stringValue.flatMap { OptunaTime.seconds($0) } }
        if state == .running { trial.startedAt = time("datetime_start") }
        if state != .running, state != .waiting { trial.endedAt = time("datetime_complete") }
        trial.state = state
        if let values = operation["values"]?.arrayValue { trial.values = values.compactMap(\.doubleValue) }
    }

    private static func report(_ value: Double?, at step: Int, in trial: inout OptunaTrial) {
        guard let value else { return }
        let index = trial.intermediate.lastIndex { $0.step <= step }
        if let index, trial.intermediate[index].step == step {
            trial.intermediate[index].value = value
        } else {
            trial.intermediate.insert((step, value), at: index.map { $0 + 1 } ?? 0)
        }
    }
}
