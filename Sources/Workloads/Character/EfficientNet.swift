// EfficientNet-B0 and its multiples, named as torchvision's `efficientnet_b0`.
//
// Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019). Images [B,H,W,3].

import Engine

/// The network up to its logits.
struct EfficientNet {
    /// One stage: expansion, kernel, stride of its first block, channels, blocks.
    private static let stages: [(expansion: Int, kernel: Int, stride: Int, channels: Int, blocks: Int)] = [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ]

    private let stem: (convolution: Convolution, norm: BatchNorm)
    private let blocks: [InvertedResidual]
    private let top: (convolution: Convolution, norm: BatchNorm)
    private let classifier: Linear

    init(width: Double, depth: Double, classes: Int, in parameters: ParameterSet) {
        var channels = Self.channels(32, width)
        stem = Self.unit(
            "features.0",
            Convolution("features.0.0", inputs: 3, outputs: channels, kernel: 3, stride: 2, in: parameters), channels,
            parameters)
        var blocks: [InvertedResidual] = []
        for (number, stage) in Self.stages.enumerated() {
            let outputs = Self.channels(stage.channels, width)
            for block in 0..<Int((Double(stage.blocks) * depth).rounded(.up)) {
                blocks.append(
                    InvertedResidual(
                        "features.\(number + 1).\(block).block", inputs: channels, outputs: outputs,
                        expanded: stage.expansion == 1 ? channels : Self.channels(channels * stage.expansion, 1),
                        kernel: stage.kernel, stride: block == 0 ? stage.stride : 1, in: parameters))
                channels = outputs
            }
        }
        self.blocks = blocks
        top = Self.unit(
            "features.8", Convolution("features.8.0", inputs: channels, outputs: 4 * channels, in: parameters),
            4 * channels, parameters)
        classifier = Linear("classifier.1", inputs: 4 * channels, outputs: classes, in: parameters)
    }

    /// The channels of each block that may be skipped, in order: those with a residual sum.
    var skippable: [Int] { blocks.filter(\.hasResidual).map(\.outputs) }

    /// How likely the skippable blocks are to be skipped: rising with depth up to `largest`.
    func skipChances(largest: Double) -> [Double] {
        blocks.indices.filter { blocks[$0].hasResidual }.map { largest * Double($0) / Double(blocks.count) }
    }

    /// Records the logits [B,classes] of images [B,H,W,3]. `gates` are [B,C] of the skippable blocks, or none.
    func callAsFunction(_ tape: Tape, _ images: Variable, gates: [Variable], dropout: Float) -> Variable {
        var x = tape.activation(.silu, stem.norm(tape, stem.convolution(tape, images)))
        var next = gates.makeIterator()
        for block in blocks { x = block(tape, x, gate: block.hasResidual ? next.next() : nil) }
        x = tape.activation(.silu, top.norm(tape, top.convolution(tape, x)))
        let pooled = tape.meanOverTime(tape.reshape(x, [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]))
        return classifier(tape, tape.dropout(pooled, rate: dropout))
    }

    /// `count` times `factor`, to the nearest multiple of 8 that is not below nine tenths of it.
    static func channels(_ count: Int, _ factor: Double) -> Int {
        let wanted = Double(count) * factor
        let rounded = max(8, Int(wanted + 4) / 8 * 8)
        return Double(rounded) < 0.9 * wanted ? rounded + 8 : rounded
    }

    fileprivate static func unit(
        _ name: String, _ convolution: Convolution, _ channels: Int, _ parameters: ParameterSet
    ) -> (convolution: Convolution, norm: BatchNorm) {
        (convolution, BatchNorm("\(name).1", channels: channels, in: parameters))
    }
}

/// Expansion, a depthwise convolution, squeeze and excitation, projection, and a residual sum where the shapes allow it.
private struct InvertedResidual {
    let outputs: Int
    let hasResidual: Bool
    private let expand: (convolution: Convolution, norm: BatchNorm)?
    private let depthwise: (convolution: Convolution, norm: BatchNorm)
    private let excite: SqueezeExcite
    private let project: (convolution: Convolution, norm: BatchNorm)

    init(
        _ name: String, inputs: Int, outputs: Int, expanded: Int, kernel: Int, stride: Int, in parameters: ParameterSet
    ) {
        self.outputs = outputs
        hasResidual = stride == 1 && inputs == outputs
        var place = 0
        func next() -> String {
            defer { place += 1 }
            return "\(name).\(place)"
        }
        if expanded == inputs {
            expand = nil
        } else {
            let part = next()
            expand = EfficientNet.unit(
                part, Convolution("\(part).0", inputs: inputs, outputs: expanded, in: parameters), expanded, parameters)
        }
        let middle = next()
        depthwise = EfficientNet.unit(
            middle, Convolution("\(middle).0", depthwise: expanded, kernel: kernel, stride: stride, in: parameters),
            expanded, parameters)
        excite = SqueezeExcite(next(), channels: expanded, squeezed: max(1, inputs / 4), in: parameters)
        let last = next()
        project = EfficientNet.unit(
            last, Convolution("\(last).0", inputs: expanded, outputs: outputs, in: parameters), outputs, parameters)
    }

    func callAsFunction(_ tape: Tape, _ x: Variable, gate: Variable?) -> Variable {
        var y = x
        if let expand { y = tape.activation(.silu, expand.norm(tape, expand.convolution(tape, y))) }
        y = tape.activation(.silu, depthwise.norm(tape, depthwise.convolution(tape, y)))
        y = project.norm(tape, project.convolution(tape, excite(tape, y)))
        guard hasResidual else { return y }
        return tape.add(x, gate.map { tape.gate(y, $0) } ?? y)
    }
}
