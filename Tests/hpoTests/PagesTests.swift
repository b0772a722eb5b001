import Foundation
import Testing

/// The README, the articles and the contributors' pages, held to the program, the code and each other.
@Suite("The pages")
struct PagesTests {
    @Test("name no command and no option that the help does not have")
    func commands() throws {
        let help = ProgramHelp()
        let options = try help.options(of: "hpo").union(help.options(of: "hpo-bench"))
        #expect(options.count > 40)
        for page in Page.all {
            let typed = page.blocks.filter { $0.language != "swift" }.flatMap(\.commands).map(\.line)
            for line in typed + page.spans.map({ $0.replacingOccurrences(of: "\n", with: " ") }) {
                if let mistake = try help.mistake(in: line) { Issue.record("\(page.path): \(mistake)") }
                if line.hasPrefix("--") {
                    let name = String(line.prefix { $0 != " " && $0 != "=" })
                    #expect(options.contains(name), "\(page.path): no command has \(name)")
                }
            }
        }
    }

    @Test("have links that lead somewhere", arguments: Page.all)
    func links(page: Page) {
        for link in page.links { #expect(page.resolves(link), "\(page.path): \(link)") }
    }

    @Test("name no file of the code that is not there")
    func files() throws {
        let paths =
            ["Sources", "Tests"].flatMap { folder in
                let below =
                    FileManager.default.enumerator(atPath: "\(Page.root.path)/\(folder)")?.allObjects as? [String]
                return (below ?? []).map { "\(folder)/\($0)" }
            } + ["Package.swift"]
        #expect(paths.count > 500)
        for page in Page.all where page.path.hasPrefix(".github/") {
            // Files that someone is to add are called Mine and Migration005.
            for span in page.spans where span.contains(/^[\w+\/.-]+\.(swift|c|h|py)$/) && !span.contains(/Mine|005/) {
                #expect(paths.contains { "/\($0)".hasSuffix("/\(span)") }, "\(span)")
            }
        }
    }

    @Test("have the modules' imports as the package has them")
    func modules() throws {
        let package = try String(contentsOf: Page.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let contributing = try String(
            contentsOf: Page.root.appendingPathComponent(".github/CONTRIBUTING.md"), encoding: .utf8)
        var targets: [String: Set<String>] = [:]
        for match in package.matches(of: /\.target\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/) {
            let names = (match.output.2 ?? "").matches(of: /\w+/).map { String($0.output) }
            targets[String(match.output.1)] = Set(names).subtracting(["CSQLite", "CProcess"])
        }
        let rows = contributing.matches(
            of: /(?m)^\| `(?:CSQLite`, `|CProcess`, `|CKernels`, `)?(\w+)` \|[^|]*\| ([^|]*) \|$/)
        var told: [String: Set<String>] = [:]
        for row in rows where targets[String(row.output.1)] != nil {
            let imports = row.output.2.replacing(/\([^)]*\)/, with: "")
            told[String(row.output.1)] = Set(imports.matches(of: /\w+/).map { String($0.output) })
        }
        #expect(told.count > 12)
        for (name, imports) in told { #expect(imports == targets[name], "\(name)") }
        let untold = Set(targets.keys).subtracting(told.keys)
        #expect(untold == ["CAllocations", "CCrashFiles", "CProcess", "CrashFiles", "TestSupport"])
    }

    @Test("are all linked to from the README or from the articles' root")
    func reachable() {
        let linked = Set(
            Page.all.flatMap { page in
                page.links.filter { !$0.contains("://") && !$0.hasPrefix("doc:") }.map { link in
                    page.folder.appendingPathComponent(String(link.prefix { $0 != "#" })).standardizedFileURL.path
                }
            })
        for page in Page.all where page.path != "README.md" && !page.path.hasSuffix("/hpo.md") {
            let file = Page.root.appendingPathComponent(page.path).standardizedFileURL.path
            #expect(linked.contains(file), "\(page.path)")
        }
    }
}
