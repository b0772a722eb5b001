import JSON
import System

/// The folder of a study's drivers.
struct DriverFolder: Sendable, Hashable {
    let path: String

    var planFile: String { "\(path)/plan.json" }
    var script: String { "\(path)/job.sh" }
    var log: String { "\(path)/run.log" }

    /// The plan that was written down; nil where there is none.
    var plan: DriverPlan? {
        guard let bytes = try? Files.contents(planFile, limit: 1 << 24),
            let json = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self), syntax: .json)
        else { return nil }
        return DriverPlan(json)
    }

    func write(_ plan: DriverPlan) throws(SystemError) {
        try Files.replace(planFile, with: plan.json.text(pretty: true) + "\n")
    }
}
