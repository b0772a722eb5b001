// A file of events as TensorBoard reads it: scalars by step, and what its HParams plugin knows a run by.
//
//     var file = EventFile(from: 1764374400)
//     file.add([("val_loss", 0.25)], step: 1, at: 1764374460)
//     file.bytes

/// The events of one run.
struct EventFile {
    private var records = RecordFile()
    private let start: Double

    var bytes: [UInt8] { records.bytes }

    /// What such a file is called; a folder has one.
    var name: String { "events.out.tfevents.\(Int(exactly: start.rounded(.down)) ?? 0)\(Self.ending)" }

    private static let ending = ".hpo"

    /// Whether this program writes files of this path.
    static func isOwn(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.hasPrefix("events.out.tfevents.") && name.hasSuffix(ending)
    }

    /// An empty file of a run that began at `start`, in seconds since 1970.
    init(from start: Double) {
        self.start = start
        var event = ProtocolBuffer()
        event.add(1, start)
        event.add(3, "brain.Event:2")
        records.append(event.bytes)
    }

    /// Numbers of one step.
    mutating func add(_ scalars: [(tag: String, value: Float)], step: Int, at time: Double) {
        var summary = ProtocolBuffer()
        for (tag, number) in scalars {
            var value = ProtocolBuffer()
            value.add(1, tag)
            value.addAlways(2, number)
            summary.add(1, value)
        }
        add(summary, step: step, at: time)
    }

    /// What the HParams plugin reads: a summary without a number, whose metadata say all.
    mutating func add(_ parameters: HParamsData) {
        var plugin = ProtocolBuffer()
        plugin.add(1, "hparams")
        plugin.add(2, parameters.message)
        var metadata = ProtocolBuffer()
        metadata.add(1, plugin)
        var shape = ProtocolBuffer()
        shape.add(2, ProtocolBuffer())
        var tensor = ProtocolBuffer()
        tensor.add(1, 1)
        tensor.add(2, shape)
        var value = ProtocolBuffer()
        value.add(1, parameters.tag)
        value.add(8, tensor)
        value.add(9, metadata)
        var summary = ProtocolBuffer()
        summary.add(1, value)
        add(summary, step: 0, at: start)
    }

    private mutating func add(_ summary: ProtocolBuffer, step: Int, at time: Double) {
        var event = ProtocolBuffer()
        event.add(1, time)
        event.add(2, step)
        event.add(5, summary)
        records.append(event.bytes)
    }
}
