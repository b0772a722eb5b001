import Arguments
import Testing

@Suite("The parser")
struct ParserTests {
    private typealias Tool = SampleTool

    @Test(
        "an option is read in each of its spellings",
        arguments: ["--count 4", "--count=4", "-c 4", "-c4", "-c=4"])
    func spellings(_ option: String) throws {
        #expect(try Tool.arguments("box take 7 \(option)")?[Tool.count] == 4)
        #expect(try Tool.arguments("box take \(option) 7")?[Tool.count] == 4)
    }

    @Test(
        "from the first word of a program's command line on, all is the program's",
        arguments: ["run -- ls -c 3 --labels 1", "run ls -c 3 --labels 1", "run --labels 4 5 ls -c 3 --labels 1"])
    func commandLine(_ line: String) throws {
        let arguments = try #require(try Tool.arguments(line, of: Tool.runner))
        #expect(arguments.all(Tool.program) == ["ls", "-c", "3", "--labels", "1"])
        #expect(arguments[Tool.count] == nil)
        #expect(arguments.all(Tool.labels) == (line.contains("4 5") ? [4, 5] : []))
    }

    @Test("an option of several values takes all that follow it, and may be repeated")
    func several() throws {
        let arguments = try #require(try Tool.arguments("run --labels 1 2 --labels=3 -c 2 -- 4", of: Tool.runner))
        #expect(arguments.all(Tool.labels) == [1, 2, 3])
        #expect(arguments.all(Tool.program) == ["4"] && arguments[Tool.count] == 2)
    }

    @Test("a group's options are accepted before and after the verb")
    func inherited() throws {
        for line in ["--store a.db -v box take 1", "box --store a.db take -v 1", "box take 1 --store a.db --verbose"] {
            let arguments = try #require(try Tool.arguments(line))
            #expect(arguments[Tool.store] == "a.db")
            #expect(arguments[Tool.verbose])
            #expect(!arguments[Tool.dryRun])
            #expect(arguments.path == ["tool", "box", "take"])
        }
    }

    @Test(
        "a negative number is a value, not an option",
        arguments: [("-0.5", -0.5), ("-3", -3), ("-1e-4", -1e-4), ("-inf", -Double.infinity), ("0.5", 0.5)])
    func negativeNumbers(word: String, value: Double) throws {
        #expect(try Tool.arguments("box take 1 --value \(word)")?[Tool.value] == value)
        #expect(try Tool.arguments("box take 1 --value=\(word)")?[Tool.value] == value)
    }

    @Test("a required argument is served before an optional one that stands in front of it")
    func optionalBeforeRequired() throws {
        let short = try #require(try Tool.arguments("box take 7"))
        #expect(short[Tool.box] == nil)
        #expect(short[Tool.number] == 7)
        let long = try #require(try Tool.arguments("box take toys 7"))
        #expect(long[Tool.box] == "toys")
        #expect(long[Tool.number] == 7)
    }

    @Test("repeated options and arguments keep their order")
    func repeats() throws {
        #expect(try Tool.arguments("box take 1 --tag a --tag=b --tag c")?.all(Tool.tag) == ["a", "b", "c"])
        #expect(try Tool.arguments("box put a b c")?.all(Tool.files) == ["a", "b", "c"])
    }

    @Test("after -- everything is an argument")
    func doubleDash() throws {
        #expect(try Tool.arguments("box put -- --into -x")?.all(Tool.files) == ["--into", "-x"])
        #expect(try Tool.arguments("box put - a")?.all(Tool.files) == ["-", "a"])
    }

    @Test("an empty word is a value")
    func emptyWord() throws {
        guard case .run(_, let arguments) = try Tool.root.parse(["box", "take", "1", "--tag", "", "--tag="]) else {
            throw Unexpected()
        }
        #expect(arguments.all(Tool.tag) == ["", ""])
    }

    @Test(
        "a length of time is read with and without units",
        arguments: [
            ("90", 90.0), ("45s", 45), ("10m", 600), ("2h", 7200), ("1h30m", 5400), ("1d", 86400), ("0.5h", 1800),
            ("250ms", 0.25), ("1e3", 1000),
        ])
    func durations(word: String, seconds: Double) throws {
        #expect(try Tool.arguments("box take 1 --wait \(word)")?[Tool.wait] == seconds)
    }

    @Test(
        "every mistake is named, with the command it was made in",
        arguments: [
            ("bx", ["tool"], UsageError.Problem.unknownCommand("bx", suggestion: "box", known: ["box", "status"])),
            ("zzz", ["tool"], .unknownCommand("zzz", suggestion: nil, known: ["box", "status"])),
            ("take", ["tool"], .unknownCommand("take", suggestion: "box take", known: ["box", "status"])),
            ("box tkae", ["tool", "box"], .unknownCommand("tkae", suggestion: "take", known: ["take", "put"])),
            ("help box tak", ["tool", "box"], .unknownCommand("tak", suggestion: "take", known: ["take", "put"])),
            ("box take 1 --cuont 3", ["tool", "box", "take"], .unknownOption("--cuont", suggestion: "--count")),
            ("box take 1 --stroe 3", ["tool", "box", "take"], .unknownOption("--stroe", suggestion: "--store")),
            (
                "box take 1 -count 3", ["tool", "box", "take"],
                .invalidValue("ount", of: "--count", expected: "a whole number of at least 1")
            ),
            ("box take 1 -x", ["tool", "box", "take"], .unknownOption("-x", suggestion: nil)),
            ("--versoin", ["tool"], .unknownOption("--versoin", suggestion: "--version")),
            ("box take 1 --count", ["tool", "box", "take"], .missingValue(of: "--count", placeholder: "N")),
            ("box take 1 --tag --dry-run", ["tool", "box", "take"], .missingValue(of: "--tag", placeholder: "TAG")),
            ("box take 1 --dry-run=yes", ["tool", "box", "take"], .unexpectedValue(of: "--dry-run")),
            ("box take 1 --count 2 --count 3", ["tool", "box", "take"], .repeated("--count")),
            (
                "box take 1 --count 0", ["tool", "box", "take"],
                .invalidValue("0", of: "--count", expected: "a whole number of at least 1")
            ),
            (
                "box take seven", ["tool", "box", "take"],
                .invalidValue("seven", of: "N", expected: "a whole number of at least 0")
            ),
            (
                "box take 99999999999999999999", ["tool", "box", "take"],
                .invalidValue("99999999999999999999", of: "N", expected: "a whole number of at least 0")
            ),
            (
                "box take 1 --colour gren", ["tool", "box", "take"],
                .invalidValue("gren", of: "--colour", expected: "one of red, green, blue; did you mean 'green'?")
            ),
            (
                "box take 1 --wait 0s", ["tool", "box", "take"],
                .invalidValue("0s", of: "--wait", expected: "a length of time such as 45s, 10m, 2h or 1h30m")
            ),
            (
                "box take 1 --wait 5x", ["tool", "box", "take"],
                .invalidValue("5x", of: "--wait", expected: "a length of time such as 45s, 10m, 2h or 1h30m")
            ),
            ("box take a 1 2", ["tool", "box", "take"], .unexpectedArgument("2")),
            ("box take", ["tool", "box", "take"], .missingArgument("N")),
            ("box put", ["tool", "box", "put"], .missingArgument("FILE")),
            ("-- box", ["tool"], .unknownCommand("box", suggestion: "box", known: ["box", "status"])),
        ])
    func mistakes(line: String, path: [String], problem: UsageError.Problem) {
        #expect(throws: UsageError(path: path, problem: problem)) { try Tool.arguments(line) }
    }

    @Test("an error says where help is")
    func description() {
        let unknown = UsageError.Problem.unknownCommand("tkae", suggestion: "take", known: ["take", "put"])
        #expect(
            UsageError(path: ["tool", "box"], problem: unknown).description
                == "'tkae' is not a command of 'tool box'; did you mean 'take'?\nIts commands: take, put.\n"
                + "See 'tool box --help'.")
        let missing = UsageError.Problem.missingArgument("N", question: "which item?")
        #expect(
            UsageError(path: ["tool"], problem: missing).description
                == "which item? N is missing\nSee 'tool --help'.")
    }

    @Test(
        "help is reached from everywhere",
        arguments: [
            ("", ["tool"]), ("help", ["tool"]), ("-h", ["tool"]), ("box", ["tool", "box"]),
            ("box --help", ["tool", "box"]), ("help box take", ["tool", "box", "take"]),
            ("box take --help", ["tool", "box", "take"]), ("box take 1 -h", ["tool", "box", "take"]),
        ])
    func help(line: String, path: [String]) throws {
        guard case .help(path) = try Tool.root.parse(line.split(separator: " ").map(String.init)) else {
            throw Unexpected()
        }
    }

    @Test("the version is asked for at the top", arguments: ["--version", "-V"])
    func version(word: String) throws {
        guard case .version = try Tool.root.parse([word]) else { throw Unexpected() }
    }

    private struct Unexpected: Error {}
}
