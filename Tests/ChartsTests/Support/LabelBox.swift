import TestSupport

@testable import Charts

/// A text of a chart, and the box that it takes by the estimate of its width.
struct LabelBox {
    let text: String
    let box: Box
    /// The height of the whole picture.
    let height: Double

    static func all(in svg: String) throws -> [LabelBox] {
        let root = try XMLReader.read(svg)
        let height = Double(root.attributes["height"] ?? "") ?? 0
        return root.all.filter { $0.name == "text" }.compactMap { element -> LabelBox? in
            let kinds = element.attributes["class"]?.split(separator: " ").map(String.init) ?? []
            guard let style = kinds.lazy.compactMap(TextStyle.init(rawValue:)).first else { return nil }
            let text = String(element.text.unicodeScalars.filter { $0 != "\u{2068}" && $0 != "\u{2069}" })
            let width = TextWidth.of(text, size: style.size, isBold: style.isBold)
            let shifts: [String: Double] = ["middle": 0.5, "end": 1]
            let shift = shifts[element.attributes["text-anchor"] ?? ""] ?? 0
            let (up, down) = (style.size * 0.72, style.size * 0.2)
            if let turned = element.attributes["transform"]?.firstMatch(of: /translate\((\S+) (\S+)\) rotate\(-90\)/) {
                guard let x = Double(turned.output.1), let y = Double(turned.output.2) else { return nil }
                // Turned to read upwards, the text runs towards smaller y.
                let box = Box(left: x - up, top: y - width * (1 - shift), right: x + down, bottom: y + width * shift)
                return LabelBox(text: text, box: box, height: height)
            }
            guard let x = Double(element.attributes["x"] ?? ""), let y = Double(element.attributes["y"] ?? "") else {
                return nil
            }
            return LabelBox(
                text: text,
                box: Box(left: x - width * shift, top: y - up, right: x + width * (1 - shift), bottom: y + down),
                height: height)
        }
    }
}
