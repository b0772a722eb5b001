import Arguments
import JSON
import System

extension Tool {
    private static let folder = Argument(
        "FOLDER", .file, required: true, help: "Where to write them; it is made where it is not there.")

    static let manual: Command = Command(
        "man", summary: "Write the manual pages: a file for each command, for man.",
        details: ["They say what --help says, and are named as man asks for them: hpo-study-run.1 has hpo study run."],
        examples: [
            Example("hpo man ./man && man ./man/hpo-study-run.1", "read one"),
            Example("sudo hpo man /usr/local/share/man/man1", "have man hpo-study-run find it"),
        ],
        inputs: [folder]
    ) { arguments in
        let folder = try arguments.require(folder)
        let pages = Tool.root.manual(version: Tool.version)
        do throws(SystemError) {
            try Files.makeFolders(folder)
            for page in pages { try Files.replace("\(folder)/\(page.file)", with: page.text) }
        } catch {
            throw Failure("cannot write the manual pages: \(error.reason)")
        }
        if arguments.wantsJSON {
            return try Console.print([
                "directory": .string(folder), "files": .array(pages.map { .string($0.file) }),
            ])
        }
        try Console.print("\(Format.count(pages.count, "page")) in \(folder)")
    }
}
