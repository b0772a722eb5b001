/// Small things of language that several charts say.
enum Words {
    /// `1 trial`, `10,000 trials`.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// `2 pruned, 1 failed`.
    static func marks(_ marks: [Mark]) -> String {
        Mark.allCases.compactMap { mark in
            let count = marks.count { $0 == mark }
            return count > 0 ? "\(NumberText.count(count)) \(mark.rawValue)" : nil
        }.joined(separator: ", ")
    }
}
