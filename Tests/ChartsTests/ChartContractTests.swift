import Foundation
import TestSupport
import Testing

@testable import Charts

/// What holds for every chart, whatever it shows.
@Suite("Every chart")
struct ChartContractTests {
    static let widths = [360, 720, 1000]

    @Test(
        "is well-formed XML with a title, a summary and no script, style attribute or resource", arguments: Sample.all)
    func wellFormed(sample: Sample) throws {
        for width in Self.widths {
            for isStandalone in width == 720 ? [false, true] : [true] {
                let svg = sample.chart.svg(ChartOptions(width: width, isStandalone: isStandalone))
                let root = try XMLReader.read(svg)
                #expect(root.name == "svg" && root.attributes["role"] == "img")
                #expect(root.children.map(\.name).prefix(2) == ["title", "desc"])
                #expect(root.children[1].text.isEmpty == false)
                for element in root.all {
                    #expect(
                        ["svg", "title", "desc", "style", "rect", "path", "text", "g", "defs", "pattern"].contains(
                            element.name))
                    for (name, value) in element.attributes {
                        #expect(name != "style" && !name.hasPrefix("on") && !name.hasSuffix("href"))
                        #expect(!value.contains("://") || name == "xmlns")
                    }
                }
                #expect(root.all.contains { $0.name == "style" } == isStandalone)
                try write(svg, "\(sample.name)-\(width)", isStandalone: isStandalone)
            }
        }
    }

    /// Puts pictures where someone wants to look at them.
    private func write(_ svg: String, _ name: String, isStandalone: Bool) throws {
        guard isStandalone, let folder = ProcessInfo.processInfo.environment["HPO_CHARTS"] else { return }
        try svg.write(toFile: "\(folder)/\(name).svg", atomically: true, encoding: .utf8)
    }

    @Test("has the same bytes each time, and stays below its bounds", arguments: Sample.all)
    func bytes(sample: Sample) {
        let svg = sample.chart.svg()
        #expect(svg == sample.chart.svg())
        // A hostile name of 10 kB is there whole in several tool tips.
        #expect(svg.utf8.count < (sample.name.contains("hostile") ? 700_000 : 160_000))
    }

    @Test("has no two labels over one another, and none beyond its edge", arguments: Sample.all)
    func labels(sample: Sample) throws {
        for width in Self.widths {
            let labels = try LabelBox.all(in: sample.chart.svg(ChartOptions(width: width)))
            let height = labels.isEmpty ? 0 : labels[0].height
            for (index, label) in labels.enumerated() {
                let box = label.box
                #expect(box.left >= -0.5 && box.right <= Double(width) + 0.5, "\(width): \(label.text) at \(box)")
                #expect(box.top >= -0.5 && box.bottom <= height + 0.5, "\(width): \(label.text) at \(box)")
                for other in labels[(index + 1)...] where label.box.overlaps(other.box) {
                    Issue.record("\(width): \(label.text) over \(other.text)")
                }
            }
        }
    }

    @Test("has a table whose rows have a cell for each column", arguments: Sample.all)
    func tables(sample: Sample) {
        let table = sample.chart.table
        #expect(!table.columns.isEmpty)
        #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    }

    @Test("says what is missing where there is no data", arguments: Sample.empty)
    func empty(sample: Sample) throws {
        let texts = try XMLReader.read(sample.chart.svg()).all.filter { $0.name == "text" }.map(\.text)
        #expect(texts.contains { $0.contains("yet") || $0.contains("No ") }, "\(texts)")
    }
}
