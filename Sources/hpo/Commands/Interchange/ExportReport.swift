import JSON
import Studies
import Words

extension Tool {
    /// Says what was written of a study for another program, and what is otherwise there.
    ///
    /// - Parameters:
    ///   - kind: what `path` is, a key of the JSON: `file` or `folder`.
    ///   - thing: what it has `count` of there: `run`; with an s the key of their number.
    static func report(
        _ study: OpenStudy, as kind: String, at path: String, _ count: Int, _ thing: String, notes: [String],
        inJSON: Bool
    ) throws {
        if inJSON {
            return try Console.print([
                "study": .string(study.name), kind: .string(path), thing + "s": .int(count),
                "notes": .array(notes.map { .string($0) }),
            ])
        }
        try Console.print("Wrote \(Format.count(count, thing)) of \(Style.bold(study.name)) to \(path.printable).")
        for note in notes { try Console.print("  \(note.printable)") }
    }
}
