import JSON
import Testing

@testable import Engine
@testable import Workloads

@Suite("character") struct CharacterTests {
    private static let small: JSONObject = ["width": 0.1, "depth": 0.1, "image_size": 24, "lr": 3e-3]

    @Test("EfficientNet-B0 for 26 classes has its published 4,040,854 parameters")
    func parameterCount() {
        let parameters = ParameterSet(seed: 0)
        _ = EfficientNet(width: 1, depth: 1, classes: 26, in: parameters)
        #expect(parameters.count == 4_040_854)
        let names = parameters.all.map(\.name)
        #expect(names.contains("features.0.0.weight") && names.contains("features.1.0.block.1.fc1.weight"))
        #expect(names.contains("features.2.1.block.3.1.bias") && names.last == "classifier.1.bias")
        #expect(parameters.allBuffers.map(\.name).contains("features.8.1.running_var"))
    }

    @Test(
        "channels are multiples of 8, not below nine tenths",
        arguments: [
            (32, 1.0, 32), (32, 0.1, 8), (16, 1.1, 16), (24, 1.2, 32), (320, 2.0, 640), (40, 0.5, 24),
        ])
    func channels(count: Int, factor: Double, expected: Int) {
        #expect(EfficientNet.channels(count, factor) == expected)
    }

    @Test("augmentation is a function of seed, epoch and sample")
    func augmentation() throws {
        let values = try ShortTraining(CharacterClassifier(), Self.small).values()
        let draw = Augmentation(values, seed: 1).draw(epoch: 2, sample: 3)
        let again = Augmentation(values, seed: 1).draw(epoch: 2, sample: 3)
        #expect(draw.view.angle == again.view.angle && draw.contrast == again.contrast)
        for other in [
            Augmentation(values, seed: 2).draw(epoch: 2, sample: 3),
            Augmentation(values, seed: 1).draw(epoch: 3, sample: 3),
            Augmentation(values, seed: 1).draw(epoch: 2, sample: 4),
        ] { #expect(other.view.angle != draw.view.angle) }
        let draws = (0..<300).map { Augmentation(values, seed: 1).draw(epoch: 1, sample: $0) }
        #expect(draws.allSatisfy { abs($0.view.angle) <= 15 * .pi / 180 && (0.7...1.3).contains($0.brightness) })
        #expect(abs(draws.filter { $0.view.width < 0 }.count - 150) < 45)
        #expect(draws.allSatisfy { abs($0.view.width) <= 1 && abs($0.view.centerX) <= 1 - abs($0.view.width) + 1e-9 })
    }

    @Test("the whole view of an image is the image, mirrored views are mirrored")
    func views() {
        let image: [UInt8] = [0, 51, 102, 255]
        func pixels(_ view: ImageView) -> [Float] {
            var canvas = ImageCanvas(size: 2)
            image.withUnsafeBufferPointer { canvas.draw($0, height: 2, width: 2, channels: 1, view: view) }
            return stride(from: 0, to: 12, by: 3).map { canvas.pixels[$0] }
        }
        #expect(zip(pixels(ImageView()), [0, 0.2, 0.4, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(pixels(ImageView(width: -1)), [0.2, 0, 1, 0.4]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(pixels(ImageView(height: -1)), [0.4, 1, 0, 0.2]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(pixels(ImageView(angle: .pi / 2)), [0.2, 1, 0, 0.4]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("colours change about their centres and stay in range")
    func colours() {
        var canvas = ImageCanvas(size: 2)
        let image: [UInt8] = [0, 0, 0, 255, 255, 255, 102, 102, 102, 153, 153, 153]
        image.withUnsafeBufferPointer { canvas.draw($0, height: 2, width: 2, channels: 3, view: ImageView()) }
        canvas.adjust(brightness: 1, contrast: 0.5, saturation: 0.5)
        let expected: [Float] = [0.25, 0.75, 0.45, 0.55]
        for (pixel, value) in expected.enumerated() { #expect(abs(canvas.pixels[pixel * 3] - value) < 1e-5) }
        canvas.blur(deviation: 1)
        #expect(canvas.pixels.allSatisfy { (0.25...0.75).contains($0) })
    }

    @Test("a hue is turned as Python's colorsys turns it")
    func hue() {
        let colours: [UInt8] = [
            200, 30, 90, 10, 250, 130, 40, 40, 250, 128, 128, 128, 0, 0, 0, 255, 255, 255, 255, 255, 0, 7, 6, 5, 1, 2,
            3,
        ]
        // colorsys.hsv_to_rgb((h + turn) % 1, s, v) of each, for the first three and the seventh.
        let known: [(turn: Float, colours: [Float])] = [
            (
                0.1,
                [0.7843137, 0.2823529, 0.1176471, 0.0392157, 0.8862745, 0.9803922, 0.6509804, 0.1568627, 0.9803922]
                    + [0.4, 1, 0]
            ),
            (
                -0.25,
                [0.2156863, 0.1176471, 0.7843137, 0.9803922, 0.9803922, 0.0392157, 0.1568627, 0.9803922, 0.5686275]
                    + [1, 0, 0.5]
            ),
            (
                0.5,
                [0.1176471, 0.7843137, 0.5490196, 0.9803922, 0.0392157, 0.5098039, 0.9803922, 0.9803922, 0.1568627]
                    + [0, 0, 1]
            ),
        ]
        func turned(_ turn: Float) -> [Float] {
            var canvas = ImageCanvas(size: 3)
            colours.withUnsafeBufferPointer { canvas.draw($0, height: 3, width: 3, channels: 3, view: ImageView()) }
            canvas.turnHue(by: turn)
            return canvas.pixels
        }
        for (turn, expected) in known {
            let found = turned(turn)
            let own = Array(found[0..<9] + found[18..<21])
            #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(turn): \(own)")
            for grey in [9..<12, 12..<15, 15..<18] { #expect(Array(found[grey]) == Array(turned(0)[grey])) }
        }
        // The conversions written out by the circle's six parts, over many colours and turns.
        let philox = Philox(seed: 3)
        func uniform(_ index: Int) -> Double { Double(philox.word(stream: 0, index: UInt64(index)) >> 11) * 0x1p-53 }
        for round in 0..<200 {
            var canvas = ImageCanvas(size: 1)
            let bytes = (0..<3).map { UInt8(255 * uniform(4 * round + $0)) }
            let turn = uniform(4 * round + 3) - 0.5
            bytes.withUnsafeBufferPointer { canvas.draw($0, height: 1, width: 1, channels: 3, view: ImageView()) }
            canvas.turnHue(by: Float(turn))
            let expected = Self.turned(bytes.map { Double($0) / 255 }, by: turn)
            #expect(zip(canvas.pixels, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 }, "\(bytes) by \(turn)")
        }
    }

    /// colorsys.rgb_to_hsv and hsv_to_rgb, line by line.
    private static func turned(_ colour: [Double], by turn: Double) -> [Double] {
        let (r, g, b) = (colour[0], colour[1], colour[2])
        let (largest, least) = (max(r, g, b), min(r, g, b))
        if largest == least { return colour }
        let saturation = (largest - least) / largest
        let (rc, gc, bc) = (
            (largest - r) / (largest - least), (largest - g) / (largest - least), (largest - b) / (largest - least)
        )
        var hue = r == largest ? bc - gc : g == largest ? 2 + rc - bc : 4 + gc - rc
        hue = hue / 6 + turn
        hue -= hue.rounded(.down)
        let part = (hue * 6).rounded(.down)
        let rest = hue * 6 - part
        let p = largest * (1 - saturation)
        let q = largest * (1 - saturation * rest)
        let t = largest * (1 - saturation * (1 - rest))
        switch Int(part) % 6 {
        case 0: return [largest, t, p]
        case 1: return [q, largest, p]
        case 2: return [p, largest, t]
        case 3: return [p, q, largest]
        case 4: return [t, p, largest]
        default: return [largest, p, q]
        }
    }

    @Test("the hue is drawn evenly either way, and changes no other draw")
    func hueDraws() throws {
        var params = Self.small
        let without = Augmentation(try ShortTraining(CharacterClassifier(), params).values(), seed: 1)
        params["hue"] = 0.25
        let values = try ShortTraining(CharacterClassifier(), params).values()
        #expect(values.json["hue"] == 0.25)
        let with = Augmentation(values, seed: 1)
        let draws = (0..<400).map { with.draw(epoch: 3, sample: $0) }
        for (sample, draw) in draws.enumerated() {
            let plain = without.draw(epoch: 3, sample: sample)
            #expect(plain.hue == 0 && abs(draw.hue) <= 0.25)
            #expect(
                plain.view.angle == draw.view.angle && plain.saturation == draw.saturation && plain.blur == draw.blur)
        }
        #expect(abs(draws.filter { $0.hue > 0 }.count - 200) < 50)
        #expect(draws.contains { $0.hue > 0.2 } && draws.contains { $0.hue < -0.2 })
    }

    @Test("with frozen features the classifier alone is trained, over the running statistics as they are")
    func frozenFeatures() throws {
        var params = Self.small
        params["freeze"] = "features"
        let training = ShortTraining(CharacterClassifier(), params, epochs: 1)
        let trainer = try training.trainer()
        let parameters = trainer.task.parameters
        func state() -> [String: [UInt32]] {
            Dictionary(
                uniqueKeysWithValues: parameters.all.map {
                    ($0.name, parameters.values(of: $0.parameter).map(\.bitPattern))
                }
                    + parameters.allBuffers.map { ($0.name, parameters.values(of: $0.buffer).map(\.bitPattern)) })
        }
        let before = state()
        _ = try trainer.run(report: { _ in .goOn }, isInterrupted: { false })
        let changed = state().filter { $0.value != before[$0.key] }.keys.sorted()
        #expect(changed == ["classifier.1.bias", "classifier.1.weight"])
    }

    @Test("a short training learns, and the same seed gives the same numbers")
    func learns() throws {
        let reports = try ShortTraining(CharacterClassifier(), Self.small, epochs: 3).run()
        let losses = reports.compactMap { $0["train_loss"] }
        #expect(losses.count == 3 && losses[2] < losses[0])
        #expect(try #require(reports.last?["val_accuracy"]) >= 0)
        #expect(
            reports.map(\.measures)
                == (try ShortTraining(CharacterClassifier(), Self.small, epochs: 3).run()).map(\.measures))
    }
}
