/// A sorted list that takes a new element at its place in the time of a short block's shift, however long it is.
struct SortedBlocks<Element: Sendable>: Sendable {
    /// The elements in order, in blocks that are never empty.
    private(set) var blocks: [[Element]] = []
    /// How many elements there are.
    private(set) var count = 0

    private static var blockLimit: Int { 512 }

    /// An empty list.
    init() {}

    /// The `elements`, which are in order.
    init(sorted elements: [Element]) {
        count = elements.count
        for start in stride(from: 0, to: count, by: Self.blockLimit) {
            blocks.append(Array(elements[start..<Swift.min(start + Self.blockLimit, count)]))
        }
    }

    /// Inserts `element` before the first one that `follows` it; those that follow come after all others.
    mutating func insert(_ element: Element, before follows: (Element) -> Bool) {
        count += 1
        guard !blocks.isEmpty else {
            blocks.append([element])
            return
        }
        let block = Swift.min(blocks.partitioningIndex { $0.last.map(follows) ?? false }, blocks.count - 1)
        let place = blocks[block].partitioningIndex(where: follows)
        blocks[block].insert(element, at: place)
        guard blocks[block].count > Self.blockLimit else { return }
        let half = blocks[block].count / 2
        let second = Array(blocks[block][half...])
        blocks[block].removeLast(second.count)
        blocks.insert(second, at: block + 1)
    }

    /// Removes the first element that `follows` what is looked for; those that follow come after all others.
    mutating func remove(where follows: (Element) -> Bool) {
        let block = blocks.partitioningIndex { $0.last.map(follows) ?? false }
        guard block < blocks.count else { return }
        blocks[block].remove(at: blocks[block].partitioningIndex(where: follows))
        if blocks[block].isEmpty { blocks.remove(at: block) }
        count -= 1
    }

    /// Whether there are no elements.
    var isEmpty: Bool { count == 0 }

    /// The position of the first element that `follows` what is looked for; those that follow come after all others.
    func partitioningIndex(where follows: (Element) -> Bool) -> Int {
        let block = blocks.partitioningIndex { $0.last.map(follows) ?? false }
        let before = blocks[..<block].reduce(0) { $0 + $1.count }
        return block < blocks.count ? before + blocks[block].partitioningIndex(where: follows) : before
    }

    /// The element number `position`, from 0.
    subscript(position: Int) -> Element {
        var left = position
        for block in blocks {
            if left < block.count { return block[left] }
            left -= block.count
        }
        preconditionFailure("position \(position) is beyond the \(count) elements")
    }
}

extension SortedBlocks: Sequence {
    /// The elements in order.
    func makeIterator() -> FlattenSequence<[[Element]]>.Iterator { blocks.joined().makeIterator() }
}

extension SortedBlocks: Equatable where Element: Equatable {
    /// Whether the elements are the same, wherever the blocks end.
    static func == (left: Self, right: Self) -> Bool { left.count == right.count && left.elementsEqual(right) }
}
