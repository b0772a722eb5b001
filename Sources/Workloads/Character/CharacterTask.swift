// EfficientNet over augmented images; validation sees the centre of each.

public import Engine
public import JSON
import System

/// The model of character over its data.
public struct CharacterTask: WorkloadTask {
    let data: CharacterData
    let values: ParameterValues
    /// Named as torchvision's: `features…`, `classifier.1`.
    public let parameters: ParameterSet
    private let network: EfficientNet
    private let augmentation: Augmentation
    private let seed: UInt64
    private var size: Int { values.int("image_size") }

    init(data: CharacterData, values: ParameterValues, seed: UInt64) {
        self.data = data
        self.values = values
        self.seed = seed
        parameters = ParameterSet(seed: seed)
        network = EfficientNet(
            width: values.float("width"), depth: values.float("depth"), classes: data.classes, in: parameters)
        augmentation = Augmentation(values, seed: seed)
    }

    /// The width before the classifier: noam goes by it.
    public var dModel: Int { EfficientNet.channels(320, values.float("width")) * 4 }
    /// The data's tensors.
    public var dataDescription: JSONValue { data.description }
    /// Mean and deviation of the channels, and the number of classes.
    public var statistics: JSONValue { data.statistics }

    /// Samples of a split.
    public func sampleCount(of split: Split) -> Int { data.parts[split]?.count ?? 0 }

    /// Records the model and its loss.
    public func record(size batch: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch {
        let tape = Tape(parameters, mode: mode, pool: pool, seed: seed)
        let images = tape.input([batch, size, size, 3])
        let labels = tape.indices([batch])
        let isGated = mode == .training && values.float("stochastic_depth") > 0
        let gates = isGated ? network.skippable.map { tape.input([batch, $0]) } : []
        let logits = network(tape, images, gates: gates, dropout: Float(values.float("dropout")))
        let (loss, parts) = tape.crossEntropyLoss(
            logits, classes: labels, labelSmoothing: Float(values.float("label_smoothing")))
        tape.finish(loss: loss, keeping: [logits, parts])
        return Batch(
            tape: tape, loss: loss, images: images, labels: labels, gates: gates, logits: logits, parts: parts,
            canvas: Canvas(size: size))
    }

    /// Draws the images as the split asks, and which blocks each training sample skips.
    public func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch) {
        guard let part = data.parts[split] else { return }
        let images = batch.tape.values(of: batch.images)
        let labels = batch.tape.values(of: batch.labels)
        let bytes = data.height * data.width * data.channels
        let scales = (0..<3).map { channel in
            (mean: data.mean[channel % data.mean.count], deviation: data.deviation[channel % data.mean.count])
        }
        part.images.withUnsafeBufferPointer { all in
            for (row, sample) in samples.enumerated() {
                let image = UnsafeBufferPointer(rebasing: all[sample * bytes..<(sample + 1) * bytes])
                batch.canvas.draw(image, of: data, change: change(of: sample, in: split, epoch: epoch))
                batch.canvas.copy(to: images, at: row, scales: scales)
                labels[row] = part.labels.isEmpty ? -1 : part.labels[sample]
            }
        }
        if !batch.gates.isEmpty { skipBlocks(samples, epoch: epoch, in: batch) }
    }

    private func change(of sample: Int, in split: Split, epoch: Int) -> Augmentation.Draw {
        if split == .train { return augmentation.draw(epoch: epoch, sample: sample) }
        return Augmentation.Draw(view: .center(values.float("center_crop")))
    }

    /// A gate is 0 for a skipped block and 1 / (1 - chance) otherwise, for all channels of a sample.
    private func skipBlocks(_ samples: ArraySlice<Int>, epoch: Int, in batch: Batch) {
        let philox = Philox(seed: seed ^ 0x6465_7074_6800)  // "depth"
        let chances = network.skipChances(largest: values.float("stochastic_depth"))
        for (block, gate) in batch.gates.enumerated() {
            let target = batch.tape.values(of: gate)
            let width = target.count / samples.count
            for (row, sample) in samples.enumerated() {
                let stream = UInt64(truncatingIfNeeded: epoch) << 32 | UInt64(UInt32(truncatingIfNeeded: sample))
                let draw = Double(philox.word(stream: stream, index: UInt64(block)) >> 11) * 0x1p-53
                let value = draw < chances[block] ? 0 : Float(1 / (1 - chances[block]))
                for column in 0..<width { target[row * width + column] = value }
            }
        }
    }

    /// Loss and accuracy.
    public func meter(for split: Split) -> Meter { Meter() }

    /// Classes and their probabilities.
    public func predictions(count: Int) -> Predictions { Predictions(classes: data.classes, count: count) }

    /// A recorded model.
    public struct Batch: RecordedBatch {
        /// The tape.
        public let tape: Tape
        /// The cross-entropy.
        public let loss: Variable
        let images: Variable
        let labels: Indices
        let gates: [Variable]
        /// [B,classes]
        let logits: Variable
        /// [2]: loss, images counted
        let parts: Variable
        let canvas: Canvas
    }

    /// The image that a batch's samples are drawn on, one after the other.
    final class Canvas {
        private var canvas: ImageCanvas

        init(size: Int) { canvas = ImageCanvas(size: size) }

        func draw(_ image: UnsafeBufferPointer<UInt8>, of data: CharacterData, change: Augmentation.Draw) {
            canvas.draw(image, height: data.height, width: data.width, channels: data.channels, view: change.view)
            canvas.adjust(
                brightness: change.brightness, contrast: change.contrast,
                saturation: data.channels == 3 ? change.saturation : 1)
            if change.hue != 0, data.channels == 3 { canvas.turnHue(by: change.hue) }
            if let deviation = change.blur { canvas.blur(deviation: deviation) }
        }

        func copy(
            to images: UnsafeMutableBufferPointer<Float>, at row: Int, scales: [(mean: Float, deviation: Float)]
        ) {
            canvas.pixels.withUnsafeBufferPointer { pixels in
                let first = row * pixels.count
                for index in pixels.indices {
                    let (mean, deviation) = scales[index % 3]
                    images[first + index] = (pixels[index] - mean) / deviation
                }
            }
        }
    }

    /// Means over an epoch's images.
    public struct Meter: EpochMeter {
        private var loss = 0.0
        private var right = 0
        private var count = 0

        /// Adds a batch.
        public mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            loss += Double(batch.tape.values(of: batch.parts)[0]) * Double(samples.count)
            count += samples.count
            let logits = batch.tape.values(of: batch.logits)
            let labels = batch.tape.values(of: batch.labels)
            let width = logits.count / samples.count
            for row in 0..<samples.count {
                let own = logits[row * width + Int(labels[row])]
                if !(0..<width).contains(where: { logits[row * width + $0] > own }) { right += 1 }
            }
        }

        /// `loss` and `accuracy`.
        public func results() -> [(name: String, value: Double)] {
            [("loss", loss / Double(max(count, 1))), ("accuracy", Double(right) / Double(max(count, 1)))]
        }
    }

    /// Predicted classes.
    public struct Predictions: PredictionCollector {
        let classes: Int
        private var labels: [Int32]
        private var probabilities: [Float]

        init(classes: Int, count: Int) {
            self.classes = classes
            labels = [Int32](repeating: 0, count: count)
            probabilities = [Float](repeating: 0, count: count * classes)
        }

        /// Takes a batch's logits.
        public mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            let logits = batch.tape.values(of: batch.logits)
            for (row, sample) in samples.enumerated() {
                let own = (0..<classes).map { logits[row * classes + $0] }
                let best = own.indices.max { own[$0] < own[$1] } ?? 0
                let weights = own.map { Mathematics.exponential($0 - own[best]) }
                let total = weights.reduce(0, +)
                labels[sample] = Int32(best)
                for (index, weight) in weights.enumerated() { probabilities[sample * classes + index] = weight / total }
            }
        }

        /// `label` [N] and `probability` [N,classes].
        public var tensors: [StoredTensor] {
            [
                StoredTensor("label", shape: [labels.count], .integers(labels)),
                StoredTensor("probability", shape: [labels.count, classes], .floats(probabilities)),
            ]
        }
    }
}
