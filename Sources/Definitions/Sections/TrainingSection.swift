// train: { workload: "face-transformer", data: "synthetic", epochs: 20 }
// train: { command: ["python3", "train.py", "--lr", "{lr}"], sync: true, timeout: "2h", read: { csv: "results.csv" } }
// train: { ask: true, epochs: 20 }

import Expressions
import JSON
import Words

struct TrainingSection {
    let value: Training
    /// The description of the workload, where it is known.
    let workload: WorkloadDescription?
    private let commandWords: [NodeReader]
    private let files: FilesSection
    private let warmReader: NodeReader?
    private let askReader: NodeReader?

    private static let keys = [
        "workload", "command", "ask", "cwd", "data", "init", "epochs", "sync", "resume", "timeout", "silence", "memory",
        "nice", "retries", "grace", "epoch", "read",
        "environment", "files", "warm",
    ]

    /// What is said of trials that nobody starts: whoever asks for one looks after it.
    private static let keysOfAsked = ["ask", "epochs", "resume"]

    init?(_ reader: NodeReader, workloads: [WorkloadDescription]?) {
        guard let members = reader.members(among: Self.keys) else { return nil }
        var program: Training.Program?
        var workload: WorkloadDescription?
        var words: [NodeReader] = []
        switch (members["workload"], members["command"], members["ask"]) {
        case (let name?, nil, nil):
            program = Self.workload(name, among: workloads, description: &workload)
        case (nil, nil, let ask?):
            program = Self.asked(ask, members)
        case (nil, let command?, nil):
            if let line = command.node.value.stringValue {
                command.error("found \(command.node.value.words), expected a list: \(Self.list(line))")
            } else {
                words = command.elements ?? []
            }
            program = Self.command(command, words)
        case (_?, _?, nil):
            reader.error("found both workload and command, expected one of them")
        case (_, _, _?):
            let other = members["workload"] == nil ? "command" : "workload"
            reader.error("found both \(other) and ask, expected one of them")
        case (nil, nil, nil):
            reader.error("found neither workload nor command, expected one of them")
        }
        let isBuiltIn = members["workload"] != nil
        let sync = members["sync"].flatMap { $0.bool() } ?? isBuiltIn
        if isBuiltIn {
            if !sync { members["sync"]?.error("a built-in workload always listens for its verdicts: leave this out") }
            members["cwd"]?.error("only a command runs in another folder than the project's")
            members["files"]?.error("a built-in workload reads its own configuration: files are for commands")
            members["read"]?.error("only a command is read another way than by its lines of JSON")
            members["epoch"]?.error("a built-in workload numbers its epochs by `epoch`: leave this out")
            members["warm"]?.error("a built-in workload starts in a moment: warm is for commands")
        } else if members["command"] != nil {
            members["init"]?.error("only a built-in workload starts from a file of weights: name it in the command")
        }
        let reading = members["read"].flatMap { ReaderSection($0) }
        let epochName = members["epoch"].flatMap(Self.epochName)
        if epochName != nil, reading?.epochName != nil {
            members["epoch"]?.error("train.read says it too: leave one of them out")
        }
        reading?.check(epoch: epochName)
        let folder = members["cwd"]?.string("a folder, as seen from the project's")
        if let folder, let reader = members["cwd"] {
            Self.checkBraces(of: folder, reader)
            words.append(reader)
        }
        let files = FilesSection(members["files"])
        var training = Training(
            program: program ?? .command([]),
            workingDirectory: folder,
            data: members["data"]?.string("a path, or \"synthetic\""),
            initialWeights: members["init"]?.string("the path of a file of weights"),
            epochs: members["epochs"]?.int(in: 1...1_000_000_000),
            sync: sync,
            resume: members["resume"].flatMap { $0.bool() } ?? isBuiltIn,
            timeout: members["timeout"]?.duration(mayBeZero: false),
            grace: members["grace"]?.duration(mayBeZero: true) ?? 10,
            reader: reading?.value ?? .jsonLines,
            epochName: epochName ?? reading?.epochName,
            environment: members["environment"].map(Self.environment) ?? [:])
        training.files = files.files
        training.silence = members["silence"]?.duration(mayBeZero: false)
        training.memory = members["memory"]?.byteCount()
        training.nice = members["nice"]?.int(in: 0...19) ?? 0
        training.retries = members["retries"].flatMap(Self.retries) ?? 0
        training.isWarm = members["warm"].flatMap { $0.bool() } ?? false
        warmReader = members["warm"]
        askReader = members["ask"]
        if program == nil { return nil }
        self.files = files
        value = training
        self.workload = workload
        commandWords = words
    }

    private static func asked(_ reader: NodeReader, _ members: [String: NodeReader]) -> Training.Program? {
        guard let isAsked = reader.bool() else { return nil }
        if !isAsked {
            reader.error("found false, expected a workload or a command where a program is to be started")
            return nil
        }
        for (key, other) in members where !keysOfAsked.contains(key) {
            other.error("this is said of a program that is started, and nobody starts one that asks: leave it out")
        }
        return .asked
    }

    private static func retries(_ reader: NodeReader) -> Int? {
        guard reader.node.members != nil else {
            reader.mismatch("how often what is tried again: { failed: 1 }")
            return nil
        }
        return reader.members(among: ["failed"])?["failed"]?.int(in: 0...100)
    }

    private static func workload(
        _ reader: NodeReader, among workloads: [WorkloadDescription]?, description: inout WorkloadDescription?
    ) -> Training.Program? {
        guard let name = reader.string("a workload's name") else { return nil }
        guard let workloads else { return .workload(name) }
        description = workloads.first { $0.name == name }
        if description == nil {
            let known = workloads.map(\.name)
            let all = known.joined(separator: ", ")
            reader.error(
                "there is no workload \"\(name)\" (there are \(all))", suggestion: nearestName(to: name, among: known))
        }
        return .workload(name)
    }

    /// A command line as the list that is expected: `["python3", "t.py", "--lr", "{lr}"]`; what only a shell understands as a
    /// shell's.
    private static func list(_ line: String) -> String {
        let isPlain = !line.contains { "|&;<>$`\"'\\*?(~".contains($0) }
        let words = isPlain ? line.split(whereSeparator: \.isWhitespace).map(String.init) : ["sh", "-c", line]
        return "[" + words.map { JSONValue.string($0).text() }.joined(separator: ", ") + "]"
    }

    private static func command(_ reader: NodeReader, _ words: [NodeReader]) -> Training.Program? {
        guard reader.node.elements != nil else { return nil }
        var texts: [String] = []
        for word in words {
            guard let text = word.node.value.stringValue else {
                word.mismatch("a word of the command line in quotes")
                continue
            }
            texts.append(text)
            checkBraces(of: text, word)
        }
        if texts.first?.isEmpty ?? true, texts.count == words.count {
            reader.error("there is no program, expected a list such as [\"python3\", \"train.py\", \"--lr\", \"{lr}\"]")
        }
        return .command(texts)
    }

    /// What numbers the epochs; a number of epochs stands under `epochs`.
    private static func epochName(_ reader: NodeReader) -> String? {
        let expected = "the name of what numbers the epochs"
        guard reader.node.value.doubleValue != nil else { return reader.string(expected) }
        reader.error("found \(reader.node.value.words), expected \(expected)", suggestion: "epochs")
        return nil
    }

    private static func checkBraces(of text: String, _ reader: NodeReader) {
        do {
            _ = try CommandTemplate.pieces(of: text)
        } catch {
            reader.error(
                "`\(error.text)` begins no placeholder such as {lr} or {amp?--amp:--no-amp}; write `{{` for a brace")
        }
    }

    private static func environment(_ reader: NodeReader) -> [String: String] {
        var variables: [String: String] = [:]
        for (name, value) in reader.members ?? [] {
            if name.isEmpty || name.utf8.contains(where: { $0 == UInt8(ascii: "=") || $0 == 0 }) {
                value.error("this is no name of a variable")
            } else if EnvironmentVariables.belongsToTrial(name) {
                value.error("this variable is the trial protocol's own")
            }
            if let text = value.value()?.plainText {
                variables[name] = text
            }
        }
        return variables
    }

    // MARK: What needs the other sections

    /// The metrics that the program can report, nil where that is not known before it runs.
    var metrics: [String]? {
        if let metrics = workload?.metrics { return metrics }
        guard case .regex(let patterns) = value.reader else { return nil }
        let groups = patterns.flatMap(Training.groups)
        return groups.isEmpty ? nil : groups
    }

    /// Whether the program reports `metric`, nil where that is not known.
    func reports(_ metric: String) -> Bool? { metrics.map { $0.contains(metric) } }

    /// Checks that the program can report `metric`, which stands at `place` of an expression.
    func check(metric: String, _ reader: NodeReader, place: String = "") {
        if let metrics = workload?.metrics, !metrics.contains(metric) {
            reader.error(
                "\(place)the workload reports no metric \"\(metric)\" (it reports \(metrics.joined(separator: ", ")))",
                suggestion: nearestName(to: metric, among: metrics))
        }
        if case .regex(let patterns) = value.reader {
            let groups = patterns.flatMap(Training.groups)
            if groups.isEmpty || groups.contains(metric) { return }
            reader.error(
                "\(place)train.read.regex has no group named \"\(metric)\"",
                suggestion: nearestName(to: metric, among: groups))
        }
    }

    /// Checks that trials run where a warm program can be talked to, and that something is started where it says how.
    func check(_ launcher: Method<LauncherSettings>) {
        if value.program == .asked, launcher.algorithm != .local {
            askReader?.error(
                "trials are run by whoever asks for them, and launcher: { \(launcher.name): … } starts programs: leave one "
                    + "of them out")
        }
        guard value.isWarm, launcher.algorithm != .local else { return }
        warmReader?.error(
            "a warm program serves trials on this machine alone, and each trial is a job of its own where launcher: "
                + "{ \(launcher.name): … } runs them: leave one of them out")
    }

    /// Checks that no word of the command of a warm program, which is started once, is another one in each trial.
    private func checkIsSame(_ name: String, in word: NodeReader, _ names: NameTable) {
        let changes =
            names.kind(of: name).map { $0 != .fixed } ?? ProtocolVariable(rawValue: name)?.changesWithTrials ?? false
        guard value.isWarm, changes else { return }
        word.error(
            "{\(name)} is another one in each trial, and a warm program is started once for all of them: it finds this in "
                + "the line of JSON that it is given for each")
    }

    /// Checks that every placeholder of the command names something, and every condition something true or false.
    func check(placeholders names: NameTable, types: [String: ValueType], _ structured: StructuredValues) {
        if names.sampled.isEmpty { return }
        let known = names.all.union(ProtocolVariable.allCases.map(\.rawValue))
        files.check(among: known) { checkCondition($0, $1, names, types) }
        for word in commandWords {
            let pieces = (try? CommandTemplate.pieces(of: word.node.value.stringValue ?? "")) ?? []
            for name in pieces.flatMap(\.names) where !known.contains(name) {
                word.error(
                    "the placeholder {\(name)} names no parameter", suggestion: nearestName(to: name, among: known))
            }
            for name in pieces.flatMap(\.names) { checkIsSame(name, in: word, names) }
            for case .choice(let name, _, _) in pieces where known.contains(name) {
                checkCondition(name, word, names, types)
            }
            guard pieces.count == 1, case .placeholder(let name) = pieces[0] else { continue }
            if names.isConditional(name) {
                word.warning(
                    "`\(name)` is not always active, and then this word is left out: "
                        + "write it as one word with its flag, such as \"--\(name)={\(name)}\"")
            } else if structured.haveNull(for: name) {
                word.warning(
                    "where `\(name)` is null this word is left out: "
                        + "write it as one word with its flag, such as \"--\(name)={\(name)}\"")
            } else if names.takesEmptyText(name) {
                word.warning(
                    "with `\(name)` empty the program gets an empty word: for a word that is there or not, make "
                        + "`\(name)` true or false and write {\(name)?--\(name)}")
            }
        }
    }

    private func checkCondition(
        _ name: String, _ word: NodeReader, _ names: NameTable, _ types: [String: ValueType]
    ) {
        let isParameter = names.all.contains(name)
        if !isParameter, name == ProtocolVariable.resume.rawValue { return }
        let found = isParameter ? types[name] ?? .any : name == ProtocolVariable.trial.rawValue ? .int : .string
        if found == .bool || isParameter && types[name] == nil { return }
        word.error(
            "`\(name)` is \(found.words), and before `?` stands what is true or false: a parameter such as "
                + "amp: { choice: [false, true] }, or `resume`")
    }
}
