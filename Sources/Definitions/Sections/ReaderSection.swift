// train.read: how epochs are found in what a command writes.
//
// read: { regex: "epoch (?<epoch>\\d+) loss (?<val_loss>\\S+)" }      read: { regex: ["…", "…"] }
// read: { csv: "results.csv" }                                         read: { csv: { path: "log.csv", epoch: "step" } }
// read: { jsonl: "metrics.jsonl" }

import JSON
import _StringProcessing

struct ReaderSection {
    let value: Training.Reader
    /// What numbers the epochs, where the section says it.
    let epochName: String?
    private let patterns: [NodeReader]

    private static let keys = ["regex", "csv", "jsonl", "epoch"]

    init?(_ reader: NodeReader) {
        guard let members = reader.members(among: Self.keys) else { return nil }
        let ways = ["regex", "csv", "jsonl"].filter { members[$0] != nil }
        if ways.count > 1 {
            reader.error("found both \(ways[0]) and \(ways[1]), expected one of them")
            return nil
        }
        guard let way = ways.first, let node = members[way] else {
            if reader.node.members?.allSatisfy({ Self.keys.contains($0.key) }) == true {
                reader.error("expected { regex: … }, { csv: … } or { jsonl: … }")
            }
            return nil
        }
        var epoch = members["epoch"]?.string(Self.epochWords)
        var patterns: [NodeReader] = []
        switch way {
        case "regex":
            patterns = node.node.elements == nil ? [node] : node.elements ?? []
            if patterns.isEmpty { node.error("the list is empty, expected a regular expression with named groups") }
            let texts = patterns.compactMap(Self.pattern)
            guard !texts.isEmpty, texts.count == patterns.count else { return nil }
            value = .regex(texts)
        default:
            guard let file = TableFile(node, isTable: way == "csv") else { return nil }
            if let named = file.epochName {
                if epoch != nil { members["epoch"]?.error("train.read.\(way) says it too: leave one of them out") }
                epoch = named
            }
            value = way == "csv" ? .csv(file.path, file.format) : .jsonFile(file.path)
        }
        epochName = epoch
        self.patterns = patterns
    }

    /// Checks that what numbers the epochs is there, where that can be known.
    func check(epoch: String?) {
        guard case .regex(let texts) = value, let epoch = epoch ?? epochName else { return }
        let groups = texts.flatMap(Training.groups)
        if !groups.contains(epoch) {
            patterns.first?.error("no group is named \"\(epoch)\", which is to number the epochs")
        }
    }

    fileprivate static let epochWords = "what numbers the epochs"

    private static func pattern(_ reader: NodeReader) -> String? {
        guard let pattern = reader.string("a regular expression with named groups") else { return nil }
        do {
            _ = try Regex(pattern)
        } catch {
            reader.error("this is no regular expression: \(error)")
            return nil
        }
        if Training.groups(of: pattern).isEmpty {
            reader.error("found no named group, expected one for each metric, such as loss (?<val_loss>\\\\S+)")
        } else if let letter = swallowed(in: pattern) {
            reader.warning(
                "`\(letter)` looks as if a backslash before it is lost: in a JSON5 string a backslash is written twice, "
                    + "as in \\\\\(letter.prefix(1))")
        }
        return pattern
    }

    /// A letter with a repetition that stands where a class of characters is meant: of `\\d+`, written with one backslash,
    /// `d+` is left; of `\\b` the control character.
    private static func swallowed(in pattern: String) -> String? {
        if pattern.unicodeScalars.contains("\u{8}") { return "b" }
        let found = pattern.firstMatch(of: /(?:^|[^A-Za-z\\])(?<letter>[dDsSwW](?:[+*]|\{\d|[.,]?\]))/)
        return found.map { String($0.output.letter) }
    }
}

/// The file that a program writes its reports into: its path alone, or an object.
private struct TableFile {
    let path: String
    let epochName: String?
    let format: TableFormat

    private static let delimiters: [String: UInt8] = [
        ",": 0x2C, ";": 0x3B, "\t": 0x09, " ": 0x20, "|": 0x7C, ":": 0x3A,
    ]

    init?(_ reader: NodeReader, isTable: Bool) {
        let words = isTable ? "the path of a CSV file" : "the path of a file of lines of JSON"
        guard reader.node.members != nil else {
            guard let path = reader.string(words) else { return nil }
            (self.path, epochName, format) = (path, nil, TableFormat())
            return
        }
        let keys = isTable ? ["path", "epoch", "delimiter", "decimal"] : ["path", "epoch"]
        guard let members = reader.members(among: keys) else { return nil }
        guard let node = members["path"] else {
            reader.missing("path")
            return nil
        }
        guard let path = node.string(words) else { return nil }
        var format = TableFormat()
        if let delimiter = members["delimiter"] {
            format.delimiter = delimiter.string("a delimiter").flatMap { Self.delimiters[$0] }
            if format.delimiter == nil, delimiter.node.value.stringValue?.isEmpty == false {
                delimiter.mismatch("one of \",\", \";\", \"\\t\", \" \", \"|\", \":\"")
            }
        }
        if let decimal = members["decimal"], let mark = decimal.string("\",\" or \".\"") {
            if mark != ",", mark != "." { decimal.mismatch("\",\" or \".\"") }
            format.decimalComma = mark == ","
            if format.decimalComma, format.delimiter == 0x2C {
                decimal.error("a comma cannot stand between columns and in numbers")
            }
        }
        self.path = path
        self.format = format
        epochName = members["epoch"]?.string(ReaderSection.epochWords)
    }
}
