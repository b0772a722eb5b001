import Search
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Lines out of chunks")
struct LineSplitterTests {
    @Test("the lines do not depend on where the chunks end", arguments: 1...40)
    func chunks(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = (0..<200).map { _ in
            UInt8.random(in: 0..<8, using: &random) == 0 ? 0x0A : UInt8.random(in: 0...255, using: &random)
        }
        var whole = LineSplitter(limit: 20)
        let expected = whole.split(text[...]) + whole.finish()
        var cut = LineSplitter(limit: 20)
        var lines: [Line] = []
        var rest = text[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...rest.count, using: &random)
            lines += cut.split(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        #expect(lines + cut.finish() == expected)
    }

    @Test("a line of the limit is whole, a longer one is told once and dropped, and the next is read")
    func limit() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.split([1, 2, 3, 4, 0x0A]) == [.whole([1, 2, 3, 4])])
        #expect(splitter.split([1, 2, 3, 4, 5]) == [.overlong(limit: 4, first: 1)])
        #expect(splitter.split([6, 7, 0x0A, 8, 0x0A]) == [.whole([8])])
        #expect(splitter.finish() == [])
    }

    @Test("100 MB without an end of line cost no more memory than the limit, and one note")
    func hugeLine() {
        var splitter = LineSplitter(limit: 1 << 20)
        let chunk = [UInt8](repeating: 0x78, count: 65_536)
        var lines: [Line] = []
        for _ in 0..<1600 { lines += splitter.split(chunk[...]) }
        lines += splitter.split([0x0A, 0x79, 0x0A])
        #expect(lines == [.overlong(limit: 1 << 20, first: 0x78), .whole([0x79])])
    }

    @Test("a carriage return ends a line's state, and a backspace takes back, only where progress bars are read")
    func returns() {
        var plain = LineSplitter(limit: 100)
        #expect(plain.split([1, 0x0D, 2, 0x0A]) == [.whole([1, 0x0D, 2])])
        #expect(plain.split([1, 8, 0x0A]) == [.whole([1, 8])])
        var bars = LineSplitter(limit: 4, showsProgress: true)
        #expect(bars.split([1, 0x0D, 2, 0x0D, 0x0A]) == [.state([1]), .state([2]), .whole([])])
        #expect(bars.split([1, 2, 3, 8, 8]) == [])
        #expect(bars.split([4, 0x0A]) == [.whole([1, 4])])
        #expect(bars.split([1, 2, 3, 4, 5, 0x0D, 6, 0x0A]) == [.overlong(limit: 4, first: 1), .whole([6])])
    }
}
