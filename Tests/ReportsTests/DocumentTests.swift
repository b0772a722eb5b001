import Charts
import Testing

@testable import Reports

@Suite("Documents")
struct DocumentTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"quoted\" 'single'", "two\nlines", "=cmd()", "`code` *bold* [a](javascript:x)",
        "| a | b |", "# no heading", "\u{202E}right to left", "emoji 👩‍👩‍👧", "nul \u{0} bell \u{7}", "http://x.y", "1. one",
        "- item", "&amp;", String(repeating: "long ", count: 2000),
    ]

    private static func document(_ text: String) -> Document {
        let chart = ImportanceChart(title: text, method: text, bars: [.init(name: text, value: 0.5)])
        return Document(
            title: text, summary: [text],
            sections: [
                Section(
                    text,
                    [
                        .text(text), .list([text]), .code(text), .figure(Figure("one", chart, note: text)),
                        .table(ReportTable([.words(text), .numbers("n")], [[text, "1"]])),
                    ])
            ])
    }

    @Test("whatever a text holds, a page has the elements that it was given and no others", arguments: hostile)
    func html(_ text: String) throws {
        func tags(_ page: String) -> [String] {
            page.split(separator: "<").dropFirst().map { piece in
                String(piece.prefix { $0 != ">" && $0 != " " && $0 != "\n" })
            }.filter {
                !["tspan", "/tspan", "path", "g", "/g", "text", "/text", "rect", "line", "title", "/title"].contains($0)
            }
        }
        let page = Self.document(text).html
        #expect(tags(page) == tags(Self.document("plain").html))
        #expect(!page.contains("<script"))
        #expect(
            !page.unicodeScalars.contains {
                $0.properties.generalCategory == .control && !"\n\t\r".unicodeScalars.contains($0)
            })
    }

    @Test("a page needs nothing else")
    func alone() {
        let page = Self.document("plain").html
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.contains("default-src 'none'"))
        for word in ["src=", "@import", "url(", "<link", "<script", "http:"] {
            let body = page.split(separator: "<svg").map { $0.split(separator: "</svg>").last ?? "" }.joined()
            #expect(!body.contains(word) || word == "http:", "\(word)")
        }
    }

    @Test("whatever a text holds, Markdown has the lines that it was given", arguments: hostile)
    func markdown(_ text: String) {
        let lines = Self.document(text).markdown.split(separator: "\n", omittingEmptySubsequences: false)
        // Code is as it is; all else is one line a piece.
        let code = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let plain = Self.document("plain").markdown.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines.count == plain + code - 1)
        // What begins a link is escaped, but in code, where nothing is one.
        let links = Self.document(text).markdown.replacing("\\](", with: "").matches(of: /\]\(javascript/).count
        #expect(links <= (text.contains("javascript") ? 1 : 0))
    }

    @Test("a long table says how much of it is missing")
    func long() {
        let table = ReportTable([.numbers("n")], (0..<40).map { ["\($0)"] }, limit: 10)
        #expect(table.rows.count == 10 && table.rest == 30)
        let document = Document(title: "t", summary: [], sections: [Section("s", [.table(table)])])
        #expect(document.html.contains("and 30 more") && document.markdown.contains("and 30 more"))
    }

    @Test("a section of nothing is left out")
    func empty() {
        let document = Document(title: "t", summary: [], sections: [Section("none", []), Section("one", [.text("x")])])
        #expect(document.sections.map(\.title) == ["one"])
    }
}
