import JSON
import Storage

/// How an attempt's program ended, as its job wrote it down.
struct JobEndNote: Sendable, Hashable {
    /// How it ended.
    let end: JobEnd
    /// How many bytes of `output` belong to it.
    let output: Int
    /// What it has used, where that is known.
    let usage: ProgramUsage?

    /// - Parameter token: the attempt's.
    func json(token: String) -> JSONValue {
        var object: JSONObject = ["token": .string(token), "output": .int(output)]
        switch end {
        case .exited(let status): object["exited"] = .int(Int(status))
        case .signalled(let signal): object["signalled"] = .int(Int(signal))
        case .interrupted(let reason): object["interrupted"] = .string(reason)
        case .lost(let reason): object["lost"] = .string(reason)
        }
        if let usage {
            object["cpu_seconds"] = .double(usage.cpuSeconds)
            object["peak_memory"] = .int(usage.peakMemory)
        }
        return .object(object)
    }

    init(_ end: JobEnd, output: Int, usage: ProgramUsage? = nil) {
        (self.end, self.output, self.usage) = (end, output, usage)
    }

    init?(_ json: JSONValue) {
        guard let output = json["output"]?.intValue, output >= 0 else { return nil }
        if let status = json["exited"]?.intValue.flatMap({ Int32(exactly: $0) }) {
            end = .exited(status: status)
        } else if let signal = json["signalled"]?.intValue.flatMap({ Int32(exactly: $0) }) {
            end = .signalled(signal)
        } else if let reason = json["interrupted"]?.stringValue {
            end = .interrupted(reason: String(reason.prefix(1000)))
        } else if let reason = json["lost"]?.stringValue {
            end = .lost(reason: String(reason.prefix(1000)))
        } else {
            return nil
        }
        self.output = output
        usage = Self.usage(json)
    }

    /// Figures that no program can have are none: how the program ended counts all the same.
    private static func usage(_ json: JSONValue) -> ProgramUsage? {
        guard let seconds = json["cpu_seconds"]?.doubleValue, (0...mostSeconds).contains(seconds),
            let memory = json["peak_memory"]?.intValue, (0...mostMemory).contains(memory)
        else { return nil }
        return ProgramUsage(cpuSeconds: seconds, peakMemory: memory)
    }

    /// A million processors for thirty years.
    private static let mostSeconds = 1e15
    private static let mostMemory = 1 << 56
}
