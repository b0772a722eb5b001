import Foundation
import TestSupport
import Testing

@testable import Charts

@Suite("The style of charts")
struct StyleTests {
    /// WCAG 2.2's relative luminance of `#rrggbb`.
    private func luminance(_ colour: String) throws -> Double {
        let value = try #require(UInt32(colour.dropFirst(), radix: 16))
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double((value >> UInt32(shift)) & 0xFF) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ one: String, _ other: String) throws -> Double {
        let (a, b) = (try luminance(one), try luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test(
        "has text of a contrast of 4.5 and marks of 3 at least in both schemes", arguments: [Theme.light, Theme.dark])
    func contrasts(theme: Theme) throws {
        let surface = try #require(theme["surface"])
        for name in ["ink", "muted"] {
            #expect(try contrast(#require(theme[name]), surface) >= 4.5, "\(name)")
        }
        for name in ["1", "2", "3", "4", "faded", "failed", "axis"] {
            #expect(try contrast(#require(theme[name]), surface) >= 3, "\(name)")
        }
    }

    @Test("has a ramp whose better end stands out more from the surface", arguments: [Theme.light, Theme.dark])
    func ramp(theme: Theme) throws {
        let surface = try #require(theme["surface"])
        let contrasts = try (0..<Theme.rampLength).map { try contrast(#require(theme["ramp-\($0)"]), surface) }
        #expect(contrasts == contrasts.sorted())
    }

    @Test("names the same colours in both schemes, and each that a rule uses")
    func names() throws {
        #expect(Theme.light.colours.map(\.name) == Theme.dark.colours.map(\.name))
        let used = Set(ChartStyle.sheet.matches(of: /var\(--chart-([a-z0-9-]+),/).map { String($0.output.1) })
        #expect(used == Set(Theme.light.colours.map(\.name)))
    }

    @Test("is a sheet that neither HTML nor XML reads as markup, and that loads nothing")
    func sheet() throws {
        for forbidden in ["<", "&", "@import", "url(", "]]>"] { #expect(!ChartStyle.sheet.contains(forbidden)) }
        #expect(ChartStyle.sheet.contains("prefers-color-scheme:dark"))
    }

    @Test("has a rule for every class that a chart uses", arguments: Sample.all)
    func classes(sample: Sample) throws {
        let used = try XMLReader.read(sample.chart.svg()).all
            .flatMap { $0.attributes["class"]?.split(separator: " ") ?? [] }
        for name in Set(used) where name != "hpo-chart" && name != "plot" {
            #expect(ChartStyle.sheet.contains(".\(name){") || ChartStyle.sheet.contains(".\(name),"), "\(name)")
        }
    }
}
