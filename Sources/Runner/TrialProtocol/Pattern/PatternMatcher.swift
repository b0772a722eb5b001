// Goes through a text by a pattern's instructions, first choices first, and back to the last choice where that comes to
// nothing. No place of the text is tried twice at the same instruction, so that the time grows with the text's length times the
// pattern's, and not exponentially as where `(a+)+$` is tried in all ways (Cox, "Regular Expression Matching: the Virtual
// Machine Approach", 2009). References to groups need more; for them the steps are counted and end at a limit.

/// One text to be searched.
struct PatternMatcher {
    private let program: PatternProgram
    private let text: [Unicode.Scalar]
    private let boundaries: Set<Int>
    private var seen: [UInt64]
    /// Where groups begin and end; -1 where they have not.
    private var slots: [Int]
    /// How many steps are left.
    private var room: Int

    /// More steps than a long line takes by any pattern without references.
    static let mostSteps = 4_000_000

    /// - Parameters:
    ///   - groups: how many groups the pattern has, the whole aside.
    ///   - boundaries: between which scalars words end or begin, where the pattern asks.
    init(_ program: PatternProgram, groups: Int, text: [Unicode.Scalar], boundaries: Set<Int>) {
        self.program = program
        self.text = text
        self.boundaries = boundaries
        seen =
            program.isMemoryless
            ? [UInt64](repeating: 0, count: (program.instructions.count * (text.count + 1) + 63) / 64) : []
        slots = [Int](repeating: -1, count: 2 * (groups + 1))
        room = Self.mostSteps
    }

    /// Whether the search was given up.
    var isExhausted: Bool { room <= 0 }

    /// Where the whole and the groups are found first from `start` on, nil where nothing is found.
    mutating func search(from start: Int) -> [Range<Int>?]? {
        // What came to nothing from an earlier start does so from a later one.
        for first in start...max(start, text.count) where first <= text.count {
            for slot in slots.indices { slots[slot] = -1 }
            if run(0, at: first, isInner: false) != nil {
                return stride(from: 0, to: slots.count, by: 2).map { slot in
                    slots[slot] >= 0 && slots[slot + 1] >= slots[slot] ? slots[slot]..<slots[slot + 1] : nil
                }
            }
            if isExhausted { return nil }
        }
        return nil
    }

    /// Forgets what came to nothing, for the next search in the same text.
    mutating func forget() {
        for word in seen.indices { seen[word] = 0 }
    }

    private enum Step {
        case go(Int, Int)
        case restore(slot: Int, Int)
    }

    /// Goes through the program from `instruction` on; where it ends, nil where it comes to nothing.
    private mutating func run(_ instruction: Int, at position: Int, isInner: Bool) -> Int? {
        var choices: [Step] = [.go(instruction, position)]
        var innerSeen: Set<Int> = []
        while let choice = choices.popLast() {
            guard case .go(var instruction, var position) = choice else {
                if case .restore(let slot, let place) = choice { slots[slot] = place }
                continue
            }
            path: while true {
                room -= 1
                if room <= 0 { return nil }
                if program.isMemoryless {
                    let place = instruction * (text.count + 1) + position
                    if isInner {
                        guard innerSeen.insert(place).inserted else { break path }
                    } else {
                        guard seen[place >> 6] & (1 << UInt64(place & 63)) == 0 else { break path }
                        seen[place >> 6] |= 1 << UInt64(place & 63)
                    }
                }
                switch program.instructions[instruction] {
                case .take(let set):
                    guard position < text.count, set.contains(text[position]) else { break path }
                    position += 1
                    instruction += 1
                case .either(let first, let second):
                    choices.append(.go(second, position))
                    instruction = first
                case .jump(let next): instruction = next
                case .note(let slot):
                    choices.append(.restore(slot: slot, slots[slot]))
                    slots[slot] = position
                    instruction += 1
                case .assertion(let assertion):
                    guard holds(assertion, at: position) else { break path }
                    instruction += 1
                case .look(let isInverted, let next):
                    guard (run(instruction + 1, at: position, isInner: true) != nil) != isInverted else { break path }
                    instruction = next
                case .atomic(let next):
                    let before = slots
                    guard let end = run(instruction + 1, at: position, isInner: true) else { break path }
                    for (slot, place) in before.enumerated() where slots[slot] != place {
                        choices.append(.restore(slot: slot, place))
                    }
                    (instruction, position) = (next, end)
                case .again(let index, let ignoresCase):
                    guard let end = repeated(index, at: position, ignoringCase: ignoresCase) else { break path }
                    position = end
                    instruction += 1
                case .accept: return position
                }
            }
        }
        return nil
    }

    private func holds(_ assertion: PatternNode.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .start: position == 0
        case .end: position == text.count
        case .wordBoundary(let isInverted): boundaries.contains(position) != isInverted
        }
    }

    private func repeated(_ index: Int, at position: Int, ignoringCase: Bool) -> Int? {
        let (low, high) = (slots[2 * index], slots[2 * index + 1])
        guard low >= 0, high >= low, position + high - low <= text.count else { return nil }
        let isSame = zip(text[low..<high], text[position...]).allSatisfy { before, now in
            before == now || ignoringCase && before.properties.lowercaseMapping == now.properties.lowercaseMapping
        }
        return isSame ? position + high - low : nil
    }
}
