@testable import Search

/// Random points for the suites of this folder, some of them equal.
enum Points {
    static func random(_ count: Int, objectives: Int, seed: UInt64, levels: Int? = nil) -> [[Double]] {
        var generator = Generator(seed: seed, trial: count)
        return (0..<count).map { _ in
            (0..<objectives).map { _ in
                let value = generator.uniform()
                return levels.map { (value * Double($0)).rounded(.down) } ?? value
            }
        }
    }
}
