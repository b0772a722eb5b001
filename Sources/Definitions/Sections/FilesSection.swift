// files: { "config.yaml": "lr: {lr}\n", "conf.json": { model: { lr: "{lr}" } } }

import Expressions
import JSON
import Words

/// The files that a trial's program reads its configuration from.
struct FilesSection {
    let files: [Training.ConfigurationFile]
    /// Each text with placeholders, and where it stands.
    private let texts: [(text: String, reader: NodeReader)]

    /// What a trial's folder holds already.
    private static let taken = ["config.json", "log.txt"]
    private static let limit = 100

    init(_ reader: NodeReader?) {
        var files: [Training.ConfigurationFile] = []
        var texts: [(String, NodeReader)] = []
        let members = reader?.members ?? []
        if members.count > Self.limit { reader?.error("found \(members.count) files, expected at most \(Self.limit)") }
        for (path, reader) in members.prefix(Self.limit) {
            Self.check(path: path, reader)
            if let text = reader.node.value.stringValue {
                files.append(Training.ConfigurationFile(path: path, content: .text(text)))
                texts.append((text, reader))
            } else if reader.node.members != nil {
                files.append(Training.ConfigurationFile(path: path, content: .object(reader.node.value)))
                Self.collect(reader, &texts)
            } else {
                reader.mismatch("the file's text, or an object that is written as JSON")
            }
        }
        for (text, reader) in texts { Self.checkBraces(of: text, reader) }
        self.files = files
        self.texts = texts
    }

    private static func check(path: String, _ reader: NodeReader) {
        let parts = path.cut(at: "/")
        if path.utf8.count > 255 || path.utf8.contains(0) || parts.contains(where: { ["", ".", ".."].contains($0) }) {
            reader.log.error(
                at: reader.keyPosition, reader.path,
                "this is no path inside a trial's folder: expected a name such as config.yaml or conf/model.yaml")
        } else if taken.contains(path) || parts[0].begins(with: "attempt-") {
            reader.log.error(
                at: reader.keyPosition, reader.path, "the trial's folder has a file of this name: give it another")
        }
    }

    private static func collect(_ reader: NodeReader, _ texts: inout [(String, NodeReader)]) {
        if let text = reader.node.value.stringValue { texts.append((text, reader)) }
        if reader.node.members != nil { for (_, member) in reader.members ?? [] { collect(member, &texts) } }
        if reader.node.elements != nil { for element in reader.elements ?? [] { collect(element, &texts) } }
    }

    private static func checkBraces(of text: String, _ reader: NodeReader) {
        do {
            for line in text.cut(at: "\n") { _ = try CommandTemplate.pieces(of: line) }
        } catch {
            reader.error("`\(error.text)` begins no placeholder such as {lr}; write `{{` and `}}` for braces")
        }
    }

    /// Checks that every placeholder names one of `known`, and every condition something true or false.
    func check(among known: Set<String>, condition: (String, NodeReader) -> Void) {
        for (text, reader) in texts {
            for line in text.cut(at: "\n") {
                let pieces = (try? CommandTemplate.pieces(of: line)) ?? []
                for name in pieces.flatMap(\.names) where !known.contains(name) {
                    reader.error(
                        "the placeholder {\(name)} names no parameter",
                        suggestion: nearestName(to: name, among: known))
                }
                for case .choice(let name, _, _) in pieces where known.contains(name) { condition(name, reader) }
            }
        }
    }
}
