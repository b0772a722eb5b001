/// A regular expression as instructions, one after the other.
struct PatternProgram: Sendable {
    enum Instruction: Sendable, Hashable {
        case take(ScalarSet)
        /// Goes on at the first, and at the second where that comes to nothing.
        case either(Int, Int)
        case jump(Int)
        /// Notes the place in a slot.
        case note(slot: Int)
        case assertion(PatternNode.Assertion)
        /// The program that follows, up to its `accept`, must come to something here, or must not; then on at `next`.
        case look(isInverted: Bool, next: Int)
        /// The program that follows is gone through, and not gone back into.
        case atomic(next: Int)
        case again(index: Int, ignoresCase: Bool)
        case accept
    }

    private(set) var instructions: [Instruction] = []
    /// Whether how it goes on depends on nothing but the place in the program and in the text.
    private(set) var isMemoryless = true
    private(set) var asksForWordBoundaries = false

    /// Longer ones, from large counts, are left to the library.
    private static let mostInstructions = 2_000

    init(_ node: PatternNode) throws(UnknownPattern) {
        try add(.capture(index: 0, node))
        instructions.append(.accept)
    }

    private mutating func add(_ node: PatternNode) throws(UnknownPattern) {
        guard instructions.count < Self.mostInstructions else { throw UnknownPattern() }
        switch node {
        case .set(let set): instructions.append(.take(set))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .alternatives(let nodes): try add(alternatives: nodes[...])
        case .capture(let index, let node):
            instructions.append(.note(slot: 2 * index))
            try add(node)
            instructions.append(.note(slot: 2 * index + 1))
        case .repeated(let node, let least, let most, let preference):
            try add(node, atLeast: least, atMost: most, preference)
        case .assertion(let assertion):
            if case .wordBoundary = assertion { asksForWordBoundaries = true }
            instructions.append(.assertion(assertion))
        case .ahead(let node, let isInverted):
            try addProgram(node) { .look(isInverted: isInverted, next: $0) }
        case .atomic(let node): try addProgram(node) { .atomic(next: $0) }
        case .again(let index, let ignoresCase):
            isMemoryless = false
            instructions.append(.again(index: index, ignoresCase: ignoresCase))
        }
    }

    private mutating func addProgram(
        _ node: PatternNode, entry: (Int) -> Instruction
    ) throws(UnknownPattern) {
        let place = instructions.count
        instructions.append(.accept)
        try add(node)
        instructions.append(.accept)
        instructions[place] = entry(instructions.count)
    }

    private mutating func add(alternatives nodes: ArraySlice<PatternNode>) throws(UnknownPattern) {
        guard let first = nodes.first else { return }
        guard nodes.count > 1 else { return try add(first) }
        let choice = instructions.count
        instructions.append(.accept)
        try add(first)
        let exit = instructions.count
        instructions.append(.accept)
        instructions[choice] = .either(choice + 1, instructions.count)
        try add(alternatives: nodes.dropFirst())
        instructions[exit] = .jump(instructions.count)
    }

    private mutating func add(
        _ node: PatternNode, atLeast least: Int, atMost most: Int?, _ preference: PatternNode.Preference
    ) throws(UnknownPattern) {
        if preference == .possessive {
            return try add(.atomic(.repeated(node, atLeast: least, atMost: most, .most)))
        }
        for _ in 0..<least { try add(node) }
        var choices: [Int] = []
        if let most {
            for _ in least..<max(least, most) {
                choices.append(instructions.count)
                instructions.append(.accept)
                try add(node)
            }
        } else {
            choices = [instructions.count]
            instructions.append(.accept)
            try add(node)
            instructions.append(.jump(choices[0]))
        }
        let exit = instructions.count
        for choice in choices {
            instructions[choice] = preference == .most ? .either(choice + 1, exit) : .either(exit, choice + 1)
        }
    }
}
