// How somebody wants the pictures drawn, which is in the address, and the links above a picture that say otherwise.
//
//     /study/face?log=curves,history&smooth=5#curves

import Charts
import HTTP
import Reports

/// How the pictures of a page are drawn, and the ways to have them drawn otherwise.
struct ChartControls: Sendable {
    let look: ChartLook
    /// The page, and the rest of what its address says.
    private let path: String
    private let others: [(String, String?)]

    /// Over how many epochs curves can be smoothed.
    private static let spans = [1, 3, 5, 10, 20]

    init(_ request: Request) throws(PageError) {
        path = "/" + request.path.map(Percent.encoded).joined(separator: "/")
        others = request.query.filter { !["log", "smooth"].contains($0.name) && !$0.value.isEmpty }
            .map { ($0.name, $0.value) }
        var look = ChartLook(
            logarithmic: Set((request.query("log") ?? "").split(separator: ",").prefix(50).map(String.init)))
        if let text = request.query("smooth") {
            guard let span = Int(text), 1...1000 ~= span else {
                throw PageError(400, "smooth takes a number of epochs, 1 to 1000; found \"\(text)\".")
            }
            look.smoothing = span
        }
        self.look = look
    }

    /// What a link to another part of the page carries on.
    static func fields(of look: ChartLook) -> [(String, String?)] {
        [
            ("log", look.logarithmic.isEmpty ? nil : look.logarithmic.sorted().joined(separator: ",")),
            ("smooth", look.smoothing > 1 ? "\(look.smoothing)" : nil),
        ]
    }

    private func address(_ look: ChartLook, at figure: String) -> String {
        path + Address.query(others + Self.fields(of: look)) + "#\(Percent.encoded(figure))"
    }

    /// The links above `figure`; nothing where there is nothing to choose.
    func html(_ figure: Figure) -> String {
        guard !figure.choices.isEmpty else { return "" }
        var body = PageBody()
        body.open("p", ["class": "controls"], breaks: false)
        if figure.choices.contains(.logarithmic) {
            let isLogarithmic = look.logarithmic.contains(figure.name)
            body.include("Axis: ")
            for (words, wanted) in [("linear", false), ("log", true)] {
                var other = look
                if wanted { other.logarithmic.insert(figure.name) } else { other.logarithmic.remove(figure.name) }
                choice(words, isPresent: wanted == isLogarithmic, other, figure.name, &body)
            }
        }
        if figure.choices.contains(.smoothing) {
            body.include("Smoothed over: ")
            let isOther = !Self.spans.contains(look.smoothing)
            for span in Self.spans + (isOther ? [look.smoothing] : []) {
                var other = look
                other.smoothing = span
                choice(
                    span == 1 ? "nothing" : "\(span)", isPresent: span == look.smoothing, other, figure.name, &body)
            }
            body.include("epochs")
        }
        body.close("p")
        return body.text
    }

    private func choice(
        _ words: String, isPresent: Bool, _ look: ChartLook, _ figure: String, _ body: inout PageBody
    ) {
        if isPresent {
            body.add("strong", ["aria-current": "true"], words)
        } else {
            body.link(words, to: address(look, at: figure))
        }
    }
}
