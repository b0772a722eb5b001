// A run as MLflow has it, whose fields are filled within its limits.
//
//     var run = MLflowRun("face trial 7", name: "trial-0007")
//     run.set("lr", "0.01", among: \.parameters)      // what was cut is in run.cut

import System

/// One of MLflow's runs.
struct MLflowRun {
    /// How it ended, by MLflow's words.
    enum Status: String {
        case running = "RUNNING"
        case scheduled = "SCHEDULED"
        case finished = "FINISHED"
        case failed = "FAILED"
        case killed = "KILLED"
    }

    /// One number of one step.
    struct Number {
        let name: String
        let value: Double
        let step: Int
        let time: Double

        /// MLflow keeps NaN as 0 with a mark, and infinity as the greatest number.
        var stored: Double {
            value.isNaN ? 0 : min(max(value, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude)
        }

        /// Whether the other is the later of both, of which MLflow shows the last.
        func isBefore(_ other: Number) -> Bool {
            (step, time, stored) < (other.step, other.time, other.stored)
        }
    }

    let id: String
    let name: String
    var status = Status.running
    var startedAt: Double?
    var endedAt: Double?
    var source = ""
    var user = ""
    var commit = ""
    var artifacts = ""
    private(set) var parameters: [(key: String, value: String)] = []
    private(set) var tags: [(key: String, value: String)] = []
    var metrics: [Number] = []
    /// How many names and values were longer than MLflow takes them.
    private(set) var cut = 0

    private static let (longestKey, longestParameter, longestTag) = (250, 6000, 8000)

    /// - Parameter identity: what its identifier follows from, so that the same run has the same one in each export.
    init(_ identity: String, name: String) {
        var sum = SHA256()
        sum.add(Array(identity.utf8)[...])
        id = String(sum.hex.prefix(32))
        self.name = name
        setTag("mlflow.runName", name)
    }

    mutating func setParameter(_ key: String, _ value: String) {
        let key = shortened(key, to: Self.longestKey)
        guard !parameters.contains(where: { $0.key == key }) else { return cut += 1 }
        parameters.append((key, shortened(value, to: Self.longestParameter)))
    }

    /// The first of that key stays.
    mutating func setTag(_ key: String, _ value: String) {
        let key = shortened(key, to: Self.longestKey)
        guard !tags.contains(where: { $0.key == key }) else { return }
        tags.append((key, shortened(value, to: Self.longestTag)))
    }

    /// MLflow counts as Python does, by code points.
    private mutating func shortened(_ text: String, to most: Int) -> String {
        guard text.utf8.count > most, text.unicodeScalars.count > most else { return text }
        cut += 1
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most - 1))) + "…"
    }
}
