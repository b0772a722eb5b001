import Foundation
import JSON

/// A project in which everything that a person or a program can name is made to break what shows it.
struct HostileStudy {
    let sandbox: Sandbox
    /// The project's folder, whose name is hostile as well.
    let project: String

    /// Markup, escapes of a terminal, what turns text around, quotes, Markdown; it begins as a formula does.
    static let text =
        "=cmd()|'\"<hostile onload='x'>\u{1B}]0;t\u{7}\u{9B}2J\u{202E}🙂 `x` [a](javascript:b)\\ \u{8}\r&amp;"
    /// The same without control characters, for what may have none.
    static let visible = String(text.unicodeScalars.filter { $0.properties.generalCategory != .control })
    /// What may be in a file's name.
    static let file = text.replacingOccurrences(of: "/", with: "")
    static let long = String(repeating: "L", count: 10_240)
    static let values = [
        text, visible, long, "-1+2", "@SUM(A1)", "+x", "\ttab", "two\nlines", "\n=x", "＝x", "－1", "</script><hostile>",
        " ", "",
    ]
    private static let metrics = ["<hostile>", "=cmd()", "+x", "@x", "-x", "🙂 \"q' |`[a](b)", visible]

    /// Makes it, and runs six trials, of which two fail; then a run of its own, an imported one, and a trial by hand.
    init() throws {
        sandbox = try Sandbox()
        project = "\(sandbox.path)/p\(Self.file)"
        let objects = (1...3).map { epoch -> String in
            var metrics = JSONObject(Self.metrics.map { ($0, .double(1 / Double(epoch))) })
            metrics["epoch"] = .int(epoch)
            return JSONValue.object(metrics).text()
        }
        try write(objects.joined(separator: "\n") + "\n", to: "epochs")
        try write(Self.text + "\u{0}nul\n" + Self.long + "\n", to: "log")
        // Odd ones fail, and their reason is the last line of the log.
        try write(
            """
            cat epochs log; [ -n "$HPO_TRIAL_DIR" ] && echo > "$HPO_TRIAL_DIR/$(cat name)"
            cat log >&2; printf '\\0' >&2; cat name >&2; case $1 in *[13579]) exit 3 ;; esac

            """, to: "p.sh")
        try write(Self.file, to: "name")
        let choices = JSONValue.array(Self.values.map { .string($0) }).text()
        let start = Self.values.enumerated().map { place, value in
            JSONValue.object(["a": .string(value), "n": .int(place % 3 == 1 ? 1 : 2 * place)]).text()
        }
        try write(
            """
            // \(Self.text.replacingOccurrences(of: "\r", with: ""))
            {
              name: "h", objective: { minimize: "metrics['<hostile>']" },
              train: { command: ["sh", "p.sh", "{n}", \(JSONValue.string(Self.visible).text())], epochs: 3 },
              fixed: { f: \(JSONValue.string(Self.text).text()) },
              space: { a: { choice: \(choices) }, n: { int: [0, 99] } },
              start: [\(start.joined(separator: ", "))], sampler: { random: {} }, pruner: { none: {} }, seed: 1,
            }
            """, to: "studies/h.json5")
        try write("epoch,<hostile>,=x\n1,2,3\n2,1,4\n", to: "\(Self.file).csv")
        for words in [
            ["study", "create", "h"],
            ["study", "run", "h", "--trials", "\(Self.values.count)", "--max-failures", "99"],
            ["track", "--name", "t", "--params", "p=\(Self.text)", "--", "sh", "p.sh", "0", Self.text],
            ["import", "csv", "\(Self.file).csv", "--name", "i"], ["ask", "h"],
            ["tell", "h", "\(Self.values.count)", "--failed", Self.text],
            ["trial", "note", "0", Self.text, "--study", "h"], ["trial", "tag", "0", "good", "--study", "h"],
        ] {
            let answer = try hpo(words)
            if answer.status != 0 { throw Failure(words: words, answer: answer) }
        }
        let quoted = "'" + Self.text.replacingOccurrences(of: "'", with: "''") + "'"
        var connection =
            "UPDATE runs SET host = \(quoted), user = \(quoted), version = \(quoted), git_commit = \(quoted)"
        connection += ", gpu = \(quoted)"
        try sandbox.alter(connection, in: "\(project)/db/hpo.sqlite")
    }

    struct Failure: Error {
        let words: [String]
        let answer: Answer
    }

    func hpo(_ words: [String]) throws -> Answer { try sandbox.hpo("", words, directory: project) }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(project)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Every command line that shows something of it.
    static let lines: [[String]] =
        [
            "study list", "study show h", "study show t", "study show i", "study best h", "study status h",
            "study export h",
            "study export h --format flags", "study export h --format env", "study suggest h", "study verify h",
            "study clean h --dry-run", "trial list h", "trial list h --sort value --limit 5", "trial list t",
            "trial list h --columns number,reason,a,f,remark,tags", "trial list h --csv", "trial list h --epochs --csv",
            "trial show h 0", "trial show h 1", "trial show t 0", "trial show i 0", "trial compare 0 1 2 --study h",
            "trial artifacts h 0", "watch h", "report h", "report h --trial 0", "report h --trial 1",
            "report h --compare 0,1,2", "report t", "db check", "completion --words metrics",
            "completion --words fields",
            "completion --words studies-and-trials", "check h",
        ].map { $0.split(separator: " ").map(String.init) } + [
            ["query", "SELECT * FROM trial_table"], ["query", "SELECT * FROM runs"],
            ["query", "SELECT text AS \"\(visible.replacingOccurrences(of: "\"", with: ""))\" FROM definitions"],
            ["study", "show", text], ["trial", "list", "h", "--where", text],
            ["trial", "list", "h", "--where", "a == '=x'"],
            ["trial", "list", "h", "--sort", text], ["trial", "list", "h", "--columns", text],
            ["trial", "show", "h", text],
            ["trial", "tag", "0", text, "--study", "h"], ["study", "create", text], ["query", text],
            ["--db", "no\(text)", "study", "list"],
            [text], ["--\(text)"], ["help", text], ["study", "run", "h", "--until", text],
        ]
}
