// `hpo generate`: chords for one item of a split, as `.lab` and as a Standard MIDI File.

import Engine
import System

/// What is generated, and how.
public struct GenerateRequest: Sendable {
    /// The model and the data.
    public var model: WeightsRequest
    /// The item of the split, from 0.
    public var item = 0
    /// Divides the logits before each draw; 0 takes the likeliest chord always.
    public var temperature = 1.0
    /// The seed of the draws.
    public var seed: UInt64 = 0
    /// How long a step of the data is.
    public var secondsPerStep = 1.0

    /// The first item of the test split.
    public init(model: WeightsRequest) { self.model = model }
}

/// Chords that a trained video-music model gives for one item.
public struct Generation: Sendable {
    /// The chords.
    public let sequence: ChordSequence

    /// Generates with the model's weights.
    public init(_ request: GenerateRequest) throws(WorkloadError) {
        var modelRequest = request.model
        modelRequest.workload = modelRequest.workload ?? VideoMusic().name
        let model = try TrainedModel(modelRequest)
        let task = try model.task(VideoMusic(), labels: false)
        let count = task.sampleCount(of: model.split)
        guard (0..<count).contains(request.item) else {
            throw .wrongValue(
                place: "--item", name: "item", expected: "an integer from 0 to \(count - 1)", found: "\(request.item)")
        }
        guard request.temperature >= 0, request.temperature.isFinite, request.secondsPerStep >= 0.001,
            request.secondsPerStep <= 16
        else {
            throw .notGiven("the temperature must be 0 or more, and a step between 0.001 and 16 seconds")
        }
        let chords = ChordGenerator(task: task, pool: model.pool)
            .chords(for: request.item, of: model.split, temperature: request.temperature, seed: request.seed)
        sequence = ChordSequence(chords, secondsPerStep: request.secondsPerStep)
    }

    /// Writes `BASE.lab` and `BASE.mid`.
    public func write(to base: String) throws(WorkloadError) {
        do throws(FileError) {
            for (path, bytes) in [(base + ".lab", Array(sequence.lab.utf8)), (base + ".mid", sequence.midi)] {
                try FileError.during("write", path) { () throws(SystemError) in
                    var file = try ReplacedFile(at: path)
                    try file.append(bytes: bytes)
                    try file.commit()
                }
            }
        } catch {
            throw .file(error)
        }
    }
}
