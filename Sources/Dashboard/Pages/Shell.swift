// What all pages have around them: the way back, the style, the script, and a content policy that lets nothing else in.

import Charts
import HTTP
import Reports
import Storage

/// A page around its contents.
enum Shell {
    /// - Parameters:
    ///   - trail: what stands above the page in order, each with its address.
    ///   - hasScript: whether the script is wanted.
    static func page(
        title: String, trail: [(name: String, address: String)] = [], _ content: String, status: Int = 200,
        hasScript: Bool = false
    ) -> Response {
        var links = "<a href=\"/\">Studies</a>"
        for step in trail {
            links +=
                " <span aria-hidden=\"true\">/</span> <a href=\"\(HTMLText.escaped(step.address))\">\(HTMLText.escaped(step.name))</a>"
        }
        return Response(
            status, type: "text/html; charset=utf-8", headers: [Request.Field("Content-Security-Policy", policy)],
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTMLText.escaped(String(title.prefix(200)))) – hpo</title>
            <style>\(style)</style>
            </head>
            <body>
            <header><nav aria-label="Where this is">\(links)</nav></header>
            <main>
            \(content)</main>
            \(hasScript ? "<script>\(PageScript.text)</script>" : "")
            </body>
            </html>

            """)
    }

    private static let policy =
        "default-src 'none'; style-src \(Base64.source(of: style)); script-src \(Base64.source(of: PageScript.text)); "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    private static let style =
        ChartStyle.sheet + PageStyle.sheet + """

            main,header nav{max-width:72rem}
            header nav{margin:0 auto;padding:.6rem 1rem 0;overflow-wrap:anywhere}
            form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:.6rem 0}
            label{display:flex;flex-direction:column;font-size:.85rem;color:var(--chart-muted);flex:1 1 12rem}
            input,select,button,textarea{font:inherit;color:var(--chart-ink);background:var(--chart-surface);border:1px solid var(--chart-axis);border-radius:4px;padding:.35rem .5rem;min-width:0}
            button{cursor:pointer}
            input:focus-visible,select:focus-visible,button:focus-visible,textarea:focus-visible{outline:2px solid var(--chart-1);outline-offset:2px}
            label.short{flex:0 1 6rem}
            .pick{padding:.2rem .4rem .2rem 0}
            th{overflow-wrap:normal;position:sticky;top:0;background:var(--chart-surface)}
            section .table td:first-child,section .table th:first-child{position:sticky;left:0;background:var(--chart-surface)}
            section .table th:first-child{z-index:1}
            th a{text-decoration-style:dotted;text-underline-offset:.2em}
            section td.n{min-width:4.8rem}
            #trials th,#trials td{white-space:nowrap}
            #trials td.long{white-space:normal;min-width:14rem}
            .mark{font-weight:600}
            [aria-live]{font-size:.9rem;color:var(--chart-muted)}
            .pager{display:flex;flex-wrap:wrap;align-items:center;gap:1rem;margin:.6rem 0}
            form.all{display:block}
            form.one{display:inline-flex;margin:0}
            .problem{color:var(--chart-ink);font-weight:600;overflow-wrap:anywhere}
            .controls{display:flex;flex-wrap:wrap;gap:.2rem .6rem;margin:.3rem 0;font-size:.9rem;color:var(--chart-muted)}
            .controls strong{color:var(--chart-ink);text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.25em}
            .cursor-values{margin:.2rem 0;min-height:1.5em}
            svg:focus-visible{outline:2px solid var(--chart-1);outline-offset:2px}
            #log{max-height:24rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
            @media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
            [aria-invalid=true]{border-width:2px;border-style:dashed}

            """
}

/// A page's contents while they are written: all texts are escaped here.
struct PageBody {
    private(set) var text = ""

    mutating func add(_ tag: String, _ words: String) { add(tag, [:], words) }

    mutating func add(_ tag: String, _ attributes: KeyValuePairs<String, String>, _ words: String) {
        open(tag, attributes, breaks: false)
        text += HTMLText.escaped(words) + "</\(tag)>\n"
    }

    mutating func open(_ tag: String, _ attributes: KeyValuePairs<String, String> = [:], breaks: Bool = true) {
        text += "<\(tag)"
        for (name, value) in attributes { text += " \(name)=\"\(HTMLText.escaped(value))\"" }
        text += breaks ? ">\n" : ">"
    }

    mutating func close(_ tag: String) { text += "</\(tag)>\n" }

    mutating func link(_ words: String, to address: String) { add("a", ["href": address], words) }

    /// What was made of escaped texts already.
    mutating func include(_ html: String) { text += html }
}

/// Where things are.
enum Address {
    static func study(_ name: String) -> String { "/study/\(Percent.encoded(name))" }
    static func trial(_ number: Int, of name: String) -> String { "\(study(name))/trial/\(number)" }

    static func query(_ fields: [(String, String?)]) -> String {
        let pairs = fields.compactMap { name, value in value.map { "\(name)=\(Percent.encoded($0))" } }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
