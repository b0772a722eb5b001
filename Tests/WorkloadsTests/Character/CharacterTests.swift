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
