import Foundation
import Testing

private let hasDocC: Bool = {
    let answer = try? Sandbox().shell("docc --help >/dev/null 2>&1 && python3 --version >/dev/null 2>&1")
    if answer?.status == 0 { return true }
    print("skipped: the pages' website needs docc and python3")
    return false
}()

/// The pages as docc makes a website of them (`.ci/pages`), which the toolchain brings along.
@Suite("The pages' website", .enabled(if: hasDocC))
struct WebsiteTests {
    @Test("has every page, and docc warns of nothing: no link of one leads nowhere")
    func made() throws {
        let sandbox = try Sandbox()
        let answer = try sandbox.shell("'\(Page.root.path)/.ci/pages' site")
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(answer.errors == "")
        for page in Page.all {
            let name = URL(fileURLWithPath: page.path).deletingPathExtension().lastPathComponent.lowercased()
            #expect(sandbox.exists("site/data/documentation/\(name == "hpo" ? "hpo" : "hpo/\(name)").json"), "\(page)")
        }
        // A link to a heading of another page is one there too.
        let programs = try sandbox.read("site/data/documentation/hpo/programs.json")
        #expect(programs.replacingOccurrences(of: "\\/", with: "/").contains("hpo/protocol#Answers"))
    }
}
