import Testing

@testable import Search

@Suite struct SortedBlocksTests {
    @Test("elements stay in order, equals in that of their arrival, over many blocks", arguments: [1, 512, 513, 5000])
    func order(count: Int) {
        var generator = Generator(seed: 41, trial: count)
        var blocks = SortedBlocks<(key: Int, arrival: Int)>()
        var plain: [(key: Int, arrival: Int)] = []
        for arrival in 0..<count {
            let key = generator.index(below: 1 + count / 3)
            blocks.insert((key, arrival)) { $0.key > key }
            plain.append((key, arrival))
        }
        plain.sort { ($0.key, $0.arrival) < ($1.key, $1.arrival) }
        #expect(blocks.count == count)
        #expect(blocks.elementsEqual(plain) { $0 == $1 })
        #expect(blocks.blocks.allSatisfy { !$0.isEmpty && $0.count <= 512 })
        for position in [0, count / 2, count - 1] { #expect(blocks[position] == plain[position]) }
    }
}
