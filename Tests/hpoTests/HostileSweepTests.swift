import Foundation
import JSON
import TestSupport
import Testing

/// One study in which everything is named to break what shows it, through every output.
@Suite("A study of hostile names", .serialized)
struct HostileSweepTests {
    /// What a terminal would act on, or that turns text around.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && scalar != "\n" || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    @Test("no command prints what a terminal would act on, each ends by itself, and its JSON can be read")
    func commands() throws {
        let study = try HostileStudy()
        for words in HostileStudy.lines {
            let answer = try study.hpo(words)
            #expect((0...2).contains(answer.status), "\(words): \(answer.errors.prefix(300))")
            // For spreadsheets and shells the bytes are as they are.
            if !words.contains("--csv"), !words.contains("--format") {
                #expect(!answer.output.unicodeScalars.contains(where: Self.isUnsafe), "\(words)")
            }
            #expect(!answer.errors.unicodeScalars.contains(where: Self.isUnsafe), "\(words)")
            let json = try study.hpo(["--json"] + words)
            #expect(!json.output.unicodeScalars.contains(where: Self.isUnsafe), "\(words)")
            if json.status == 0 { expectJSON(json.output, "\(words)") }
        }
    }

    @Test(
        "on a terminal nothing is acted on but colours, of logs and definitions neither",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
                && FileManager.default.fileExists(atPath: "/proc")))
    func terminal() throws {
        let study = try HostileStudy()
        for words in [
            "trial log h 0", "trial log t 0", "trial log h 1 --lines 2", "study show h --definition", "study show h",
            "study export h", "study export h --format env", "trial show h 1", "trial list h", "trial list h --csv",
            "query --csv \"SELECT * FROM runs\"", "check h",
        ] {
            // Its folder has a name that no shell should see.
            let answer = try study.sandbox.shell("cd p* && TERM=xterm script -qec 'hpo \(words)' /dev/null < /dev/null")
            let text = answer.output.replacing(/\x1B\[(0|1|2|31|32|33|36)m/, with: "")
                .replacingOccurrences(of: "\r\n", with: "\n")
            #expect(answer.status == 0 && text.count > 40, "\(words): \(text.prefix(300))")
            #expect(!text.unicodeScalars.contains { Self.isUnsafe($0) && $0 != "\t" }, "\(words)")
        }
    }

    /// As a whole, or line by line.
    private func expectJSON(_ text: String, _ name: String) {
        if (try? JSONValue(parsing: text, syntax: .json)) != nil { return }
        for line in text.split(separator: "\n") {
            #expect(throws: Never.self, "\(name)") { try JSONValue(parsing: String(line), syntax: .json) }
        }
    }

    @Test("a report's pages have no element of theirs, its pictures are XML, and no table has a formula")
    func reports() throws {
        let study = try HostileStudy()
        for words in ["h", "h --trial 0", "h --trial 1", "h --compare 0,1,2", "t", "i"] {
            let answer = try study.hpo(["report"] + words.split(separator: " ").map(String.init))
            #expect(answer.status == 0, "\(words): \(answer.errors)")
        }
        let folder = "\(study.project)/reports"
        let names = try #require(FileManager.default.enumerator(atPath: folder)?.allObjects as? [String])
        #expect(Set(names.map { ($0 as NSString).pathExtension }).isSuperset(of: ["html", "svg", "md", "json", "csv"]))
        for name in names where !(name as NSString).pathExtension.isEmpty {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            switch (name as NSString).pathExtension {
            case "html": try expectNoElement(of: text, name)
            case "svg": #expect(throws: Never.self, "\(name)") { try XMLReader.read(text) }
            case "json": #expect(throws: Never.self, "\(name)") { try JSONValue(parsing: text, syntax: .json) }
            case "csv": expectNoFormula(in: text, name)
            default: #expect(!text.unicodeScalars.contains { Self.isUnsafe($0) && $0 != "\t" }, "\(name)")
            }
        }
        for words in [
            ["trial", "list", "h", "--csv"], ["trial", "list", "h", "--epochs", "--csv"],
            ["trial", "list", "t", "--csv"], ["query", "--csv", "SELECT * FROM parameters"],
            ["query", "--csv", "SELECT name AS \"=x\", value FROM metrics"],
        ] {
            let answer = try study.hpo(words)
            #expect(answer.status == 0, "\(words): \(answer.errors)")
            expectNoFormula(in: answer.output, "\(words)")
        }
    }

    @Test("no page of the dashboard has an element of theirs, and its data is JSON")
    func dashboard() throws {
        let study = try HostileStudy()
        let dashboard = try study.sandbox.start("--json dashboard --port 0", directory: study.project)
        for _ in 0..<6000 where dashboard.isRunning && !dashboard.output.contains("\n") {
            Thread.sleep(forTimeInterval: 0.005)
        }
        let port = try #require(try JSONValue(parsing: dashboard.output, syntax: .json)["port"]?.intValue)
        let words = try #require(HostileStudy.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        var targets = [
            "/", "/study/h", "/study/t", "/study/i", "/study/h/trial/0", "/study/h/trial/1", "/study/t/trial/0",
            "/study/h/compare?trials=0,1,2", "/study/h/pictures", "/study/h/report", "/api/studies",
            "/api/study/h/trials", "/study/h?columns=reason,a,f,remark,tags", "/\(words)", "/study/\(words)",
            "/study/h/trial/\(words)", "/api/study/\(words)/trials", "/study/h/enqueue", "/study/h/enqueue?from=0",
            "/study/h/enqueue?from=\(words)", "/study/\(words)/enqueue", "/study/h/trial/0/log?from=0",
            "/study/h/trial/0/log?from=\(words)", "/study/h/trial/0?log=\(words)&smooth=5",
        ]
        for name in ["where", "sort", "columns", "limit", "after", "stage", "trials", "log", "smooth", "at"] {
            targets += ["/study/h", "/api/study/h/trials", "/study/h/compare"].map { "\($0)?\(name)=\(words)" }
        }
        for target in targets {
            let answer = try WebClient.get(target, port: port)
            let parts = answer.components(separatedBy: "\r\n\r\n")
            let body = parts.dropFirst().joined(separator: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 ") && !answer.hasPrefix("HTTP/1.1 5"), "\(target)")
            if parts[0].contains("application/json") {
                #expect(throws: Never.self, "\(target)") { try JSONValue(parsing: body, syntax: .json) }
            } else {
                try expectNoElement(of: body, target)
            }
        }
        dashboard.signal(SIGINT)
        #expect(dashboard.wait().status == 0)
    }

    private func expectNoElement(of page: String, _ name: String) throws {
        #expect(!page.isEmpty && !page.lowercased().contains("<hostile"), "\(name)")
        for tag in page.matches(of: /<[a-zA-Z][^>]*>/) {
            let isLink = tag.output.contains(/(href|src|action)\s*=\s*["']?\s*(javascript|data):/)
            // What is within quotes is a value, whatever it says.
            let names = tag.output.replacing(/"[^"]*"/, with: "\"\"")
            #expect(!isLink && !names.contains(/\sonload\s*=/), "\(name): \(tag.output)")
        }
        #expect(
            !page.unicodeScalars.contains {
                $0.properties.generalCategory == .control && !"\n\t\r".unicodeScalars.contains($0)
            }, "\(name)")
    }

    /// Reads it as RFC 4180 has it.
    private func expectNoFormula(in table: String, _ name: String) {
        var (cell, cells, isQuoted, wasQuote) = ("", [String](), false, false)
        for scalar in table.unicodeScalars {
            if isQuoted {
                if scalar == "\"" { (isQuoted, wasQuote) = (false, true) } else { cell.unicodeScalars.append(scalar) }
            } else if scalar == "\"" {
                if wasQuote { cell.unicodeScalars.append(scalar) }
                (isQuoted, wasQuote) = (true, false)
            } else if scalar == "," || scalar == "\n" {
                cells.append(cell)
                (cell, wasQuote) = ("", false)
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        #expect(!isQuoted && cells.count > 3, "\(name)")
        for cell in cells where Double(cell) == nil {
            let first = cell.unicodeScalars.first
            #expect(first.map { !"=+-@＝＋－＠\t\r\n".unicodeScalars.contains($0) } ?? true, "\(name): \(cell.prefix(60))")
        }
    }
}
