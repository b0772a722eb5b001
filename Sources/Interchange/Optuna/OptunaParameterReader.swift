// Parameters' values as Optuna's storages have them: a number, and the text of the distribution that it was drawn from.

/// Reads them, each distribution once, and counts what cannot be read.
struct OptunaParameterReader {
    private var distributions: [String: OptunaDistribution?] = [:]
    private var unread: [String: Int] = [:]

    /// The parameter; nil where it cannot be read, which is counted.
    mutating func parameter(_ name: String, _ stored: Double?, _ text: String) -> OptunaTrial.Parameter? {
        let distribution: OptunaDistribution?
        if let known = distributions[text] {
            distribution = known
        } else {
            distribution = OptunaDistribution(parsing: text)
            distributions[text] = .some(distribution)
        }
        guard let distribution else {
            let start = text.count <= 80 ? text : String(text.prefix(80)) + "…"
            count("values of the parameter \(name), whose distribution is not known here (\(start)),")
            return nil
        }
        guard let stored, distribution.holds(stored) else {
            count("parameters' values outside of their distributions")
            return nil
        }
        return OptunaTrial.Parameter(name: name, stored: stored, distribution: distribution)
    }

    private mutating func count(_ what: String) { unread[what, default: 0] += 1 }

    /// What could not be read, in words.
    var notes: [String] { unread.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } }
}
