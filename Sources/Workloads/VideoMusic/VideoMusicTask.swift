// An encoder over the video, a causal decoder over the chords, one set of logits for chords and emotion.
//
// B batch, S chord steps, V video steps, D width, C chords. The decoder reads the chords one step late: first a start
// sign (number C), then chord 0 to S - 2. C + 1 stands for padding.

import Engine
import JSON

/// The model of video-music over its data.
struct VideoMusicTask: WorkloadTask {
    let data: VideoMusicData
    let values: ParameterValues
    /// Named as the published model's: `embedding`, `Linear_chord`, `Linear_vis`, `transformer…`, `Wout`.
    let parameters: ParameterSet
    private let embedding: Embedding
    private let chordInput, videoInput, output: Linear
    private let encoder: [EncoderLayer]
    private let decoder: [DecoderLayer]
    private let encoderNorm, decoderNorm: LayerNorm

    init(data: VideoMusicData, values: ParameterValues, seed: UInt64) {
        self.data = data
        self.values = values
        let parameters = ParameterSet(seed: seed)
        self.parameters = parameters
        let width = values.int("d_model")
        let options = TransformerOptions(
            width: width, heads: values.int("heads"), feedforward: values.int("dim_feedforward"),
            dropout: Float(values.float("dropout")))
        embedding = Embedding("embedding", count: data.chordCount + 2, width: width, in: parameters)
        chordInput = Linear("Linear_chord", inputs: width + 1, outputs: width, in: parameters)
        videoInput = Linear("Linear_vis", inputs: data.features, outputs: width, in: parameters)
        encoder = (0..<values.int("encoder_layers")).map {
            EncoderLayer("transformer.encoder.layers.\($0)", options, in: parameters)
        }
        encoderNorm = LayerNorm("transformer.encoder.norm", width: width, in: parameters)
        decoder = (0..<values.int("decoder_layers")).map {
            DecoderLayer("transformer.decoder.layers.\($0)", options, relativeLength: data.steps, in: parameters)
        }
        decoderNorm = LayerNorm("transformer.decoder.norm", width: width, in: parameters)
        output = Linear("Wout", inputs: width, outputs: data.chordCount, in: parameters)
    }

    /// `d_model`
    var dModel: Int { values.int("d_model") }
    /// The data's tensors.
    var dataDescription: JSONValue { data.description }
    /// Means and deviations of video and key.
    var statistics: JSONValue { data.statistics }

    /// Samples of a split.
    func sampleCount(of split: Split) -> Int { data.parts[split]?.count ?? 0 }

    /// Records the model and its loss.
    func record(size: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch {
        let tape = Tape(parameters, mode: mode, pool: pool, seed: seed)
        let (steps, chords) = (data.steps, data.chordCount)
        let video = tape.input([size, data.videoSteps, data.features])
        let previous = tape.indices([size, steps])
        let key = tape.input([size, steps, 1])
        let target = tape.indices([size, steps])
        let emotion = tape.input([size, steps, chords])
        let mask = tape.input([size, steps])

        var memory = tape.addSinusoidalPositions(videoInput(tape, video))
        for layer in encoder { memory = layer(tape, memory) }
        memory = encoderNorm(tape, memory)
        var x = chordInput(tape, tape.concatenate([embedding(tape, previous), key]))
        x = tape.addSinusoidalPositions(x)
        for layer in decoder { x = layer(tape, x, memory: memory) }
        let logits = output(tape, decoderNorm(tape, x))

        let (chordLoss, chordParts) = tape.crossEntropyLoss(
            logits, classes: target, labelSmoothing: Float(values.float("label_smoothing")))
        let (emotionLoss, emotionParts) = tape.binaryCrossEntropyLoss(logits, target: emotion, mask: mask)
        let loss = tape.weightedSum([
            (chordLoss, Float(values.float("chord_weight"))), (emotionLoss, Float(values.float("emotion_weight"))),
        ])
        tape.finish(loss: loss, keeping: [logits, chordParts, emotionParts])
        return Batch(
            tape: tape, loss: loss, video: video, previous: previous, key: key, target: target, emotion: emotion,
            mask: mask, logits: logits, chordParts: chordParts, emotionParts: emotionParts)
    }

    /// Writes samples to the tape, the chords once as targets and once a step late.
    func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch) {
        guard let part = data.parts[split] else { return }
        let tape = batch.tape
        part.video.copyRows(samples, width: data.videoSteps * data.features, to: tape.values(of: batch.video))
        let (previous, target) = (tape.values(of: batch.previous), tape.values(of: batch.target))
        let (key, mask) = (tape.values(of: batch.key), tape.values(of: batch.mask))
        let emotion = tape.values(of: batch.emotion)
        let (steps, chords) = (data.steps, data.chordCount)
        let isLabelled = !part.emotion.isEmpty
        if !isLabelled { emotion.update(repeating: 0) }
        if part.chords.isEmpty { return loadWithoutChords(samples, of: part, into: batch) }
        part.chords.withUnsafeBufferPointer { source in
            part.emotion.withUnsafeBufferPointer { suits in
                for (row, sample) in samples.enumerated() {
                    for step in 0..<steps {
                        let (to, from) = (row * steps + step, sample * steps + step)
                        target[to] = source[from]
                        previous[to] = step == 0 ? startSign : sign(of: source[from - 1])
                        key[to] = part.key[sample]
                        mask[to] = source[from] >= 0 ? 1 : 0
                    }
                    if !isLabelled { continue }
                    for index in 0..<steps * chords {
                        emotion[row * steps * chords + index] = Float(suits[sample * steps * chords + index])
                    }
                }
            }
        }
    }

    /// No chord to begin with, and none to be compared with.
    private func loadWithoutChords(_ samples: ArraySlice<Int>, of part: VideoMusicData.Part, into batch: Batch) {
        let tape = batch.tape
        let (previous, key) = (tape.values(of: batch.previous), tape.values(of: batch.key))
        tape.values(of: batch.target).update(repeating: -1)
        tape.values(of: batch.mask).update(repeating: 0)
        previous.update(repeating: startSign)
        for (row, sample) in samples.enumerated() {
            for step in 0..<data.steps { key[row * data.steps + step] = part.key[sample] }
        }
    }

    /// One forward pass; where the data have no chords, one for each step, which reads the likeliest chords of those before.
    func predict(_ batch: Batch, of split: Split) {
        let tape = batch.tape
        tape.forward()
        guard let part = data.parts[split], part.chords.isEmpty else { return }
        let (previous, logits) = (tape.values(of: batch.previous), tape.values(of: batch.logits))
        let (steps, width) = (data.steps, data.chordCount)
        for step in 0..<steps - 1 {
            for row in 0..<previous.count / steps {
                let place = row * steps + step
                previous[place + 1] = Int32(Self.likeliest(logits, place * width, width))
            }
            tape.forward()
        }
    }

    /// The place of the largest of `width` logits from `first` on.
    private static func likeliest(_ logits: UnsafeMutableBufferPointer<Float>, _ first: Int, _ width: Int) -> Int {
        (0..<width).max { logits[first + $0] < logits[first + $1] } ?? 0
    }

    /// What the decoder reads first.
    var startSign: Int32 { Int32(data.chordCount) }
    /// What the decoder reads for a chord of the data.
    func sign(of chord: Int32) -> Int32 { chord >= 0 ? chord : Int32(data.chordCount + 1) }

    /// Losses, next-chord accuracy and hits@5.
    func meter(for split: Split) -> ChordMeter { ChordMeter(values: values) }

    /// The likeliest chord at each step, given those before it: the data's, or its own where the data have none.
    func predictions(count: Int) -> Predictions { Predictions(steps: data.steps, count: count) }

    /// A recorded model.
    struct Batch: RecordedBatch {
        /// The tape.
        let tape: Tape
        /// The weighted loss.
        let loss: Variable
        let video: Variable
        let previous: Indices
        let key: Variable
        let target: Indices
        let emotion, mask: Variable
        /// [B,S,C]
        let logits: Variable
        /// [2]: loss, steps counted
        let chordParts: Variable
        /// [2]: loss, elements counted
        let emotionParts: Variable
    }

    /// The likeliest chords.
    struct Predictions: PredictionCollector {
        let steps: Int
        private var chords: [Int32]

        init(steps: Int, count: Int) {
            self.steps = steps
            chords = [Int32](repeating: -1, count: count * steps)
        }

        /// Takes a batch's logits.
        mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            let logits = batch.tape.values(of: batch.logits)
            let width = logits.count / (samples.count * steps)
            for (row, sample) in samples.enumerated() {
                for step in 0..<steps {
                    let first = (row * steps + step) * width
                    chords[sample * steps + step] = Int32(VideoMusicTask.likeliest(logits, first, width))
                }
            }
        }

        /// `chord` [N,S].
        var tensors: [StoredTensor] {
            [StoredTensor("chord", shape: [chords.count / steps, steps], .integers(chords))]
        }
    }
}
