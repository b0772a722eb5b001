import TestSupport
import Testing

@testable import Charts

@Suite("Scales")
struct ScaleTests {
    private func labels(_ kind: Scale.Kind, _ low: Double, _ high: Double, _ count: Int) -> [String] {
        Scale(kind, Extent(low: low, high: high), from: 0, to: 100).ticks(about: count).map(\.label)
    }

    @Test("have ticks at round numbers, all in one form")
    func linear() {
        #expect(labels(.linear(wholeNumbers: false), 0, 1, 5) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(.linear(wholeNumbers: false), -0.31, 0.3, 3) == ["-0.2", "0.0", "0.2"])
        #expect(labels(.linear(wholeNumbers: true), 1, 3, 9) == ["1", "2", "3"])
        #expect(labels(.linear(wholeNumbers: true), 0, 20_000, 4) == ["0", "5k", "10k", "15k", "20k"])
        #expect(labels(.linear(wholeNumbers: false), 0, 3e-7, 3) == ["0", "1e-7", "2e-7", "3e-7"])
    }

    @Test("of logarithms have ticks at powers of ten, thinned over many, closer over few")
    func logarithmic() {
        #expect(labels(.logarithmic, 1e-5, 1e-1, 6) == ["1e-5", "0.0001", "0.001", "0.01", "0.1"])
        #expect(labels(.logarithmic, 0.9, 120, 9) == ["1", "2", "5", "10", "20", "50", "100"])
        #expect(labels(.logarithmic, 1e-300, 1e300, 4).count <= 5)
        #expect(labels(.logarithmic, 0.31, 0.33, 4).count >= 2)
    }

    private static let timeCases: [(axis: TimeAxis, low: Double, high: Double, labels: [String])] = [
        (.elapsed, 0, 30, ["0", "10", "20", "30"]), (.elapsed, 0, 600, ["0:00:00", "0:05:00", "0:10:00"]),
        (.elapsed, 0, 21_600, ["0:00", "2:00", "4:00", "6:00"]),
        (.dates(offset: 0), 951_778_800, 951_786_000, ["2000-02-28 23:00", "2000-02-29 00:00", "01:00"]),
        (.dates(offset: -3600), 1_767_225_600, 1_767_485_000, ["2026-01-01", "2026-01-02", "2026-01-03"]),
    ]

    @Test("of time have ticks at whole seconds, minutes, hours and days", arguments: timeCases)
    func time(axis: TimeAxis, low: Double, high: Double, expected: [String]) {
        #expect(labels(.time(axis), low, high, 3) == expected)
    }

    @Test("place what they can, and nothing that is not a number")
    func places() {
        let scale = Scale(.linear(wholeNumbers: false), Extent(low: -1.7e308, high: 1.7e308), from: 0, to: 100)
        #expect(scale.place(0) == 50 && scale.place(1.7e308) == 100)
        #expect(scale.place(.nan) == nil && scale.place(.infinity) == nil)
        #expect(Scale(.logarithmic, Extent(low: 1, high: 100), from: 0, to: 100).place(0) == nil)
    }

    @Test("span equal values, one value and the largest numbers with room around")
    func extents() {
        for values in [
            [0.0], [5, 5], [-1e300, -1e300], [.greatestFiniteMagnitude], [.leastNonzeroMagnitude], [-1.7e308, 1.7e308],
        ] {
            for isLogarithmic in [false, true] where !isLogarithmic || values.allSatisfy({ $0 > 0 }) {
                let extent = Extent.of(values, isLogarithmic: isLogarithmic)
                #expect((extent?.low ?? 1) < (extent?.high ?? 0), "\(values)")
                #expect(extent?.low.isFinite == true && extent?.high.isFinite == true)
            }
        }
        #expect(Extent.of([.nan, .infinity]) == nil)
    }

    @Test("cut only what is far worse than nine tenths, never what is better")
    func typical() throws {
        let values = (0..<100).map { Double($0) / 100 } + [1e6]
        let minimized = try #require(TypicalRange(values, direction: .minimize))
        #expect(minimized.high == 0.99 && minimized.beyond == 1 && minimized.furthest == 1e6)
        #expect(TypicalRange(values, direction: .maximize)?.high == 1e6)
        #expect(TypicalRange(values.map { -$0 }, direction: .maximize)?.low == -0.99)
    }

    @Test(
        "know the calendar",
        arguments: [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_785, "2026-11-28"), (-1, "1969-12-31")])
    func calendar(day: Int, text: String) { #expect(CivilDate(daysSince1970: day).text == text) }
}
