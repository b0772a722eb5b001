import Engine
import JSON
import TestSupport
import Testing

@testable import Workloads

/// Data with inputs and nothing else, as they are when a model is used.
@Suite("Data without labels") struct UnlabelledTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/data.safetensors" }

    init() throws { folder = try TemporaryFolder() }

    /// Trains an epoch and keeps the weights in the folder.
    private func train(_ workload: some Workload) throws {
        var training = ShortTraining(workload, smallestParameters[workload.name] ?? [:], epochs: 1)
        let values = try training.values()
        training.files = TrainingFiles(
            folder: folder.path, configuration: ["workload": .string(workload.name), "params": .object(values.json)],
            source: "synthetic")
        try training.run()
    }

    /// The test set that a workload makes itself, its inputs in the data's own units, and its labels.
    private static func testSet(of name: String) throws -> (inputs: [StoredTensor], labels: [StoredTensor]) {
        switch name {
        case "face-transformer":
            let raw = FaceTeacher().data(splits: [.test])
            let part = try #require(raw.parts[.test])
            return (
                [StoredTensor("test/frames", shape: [part.count, raw.time, raw.features], .floats(part.frames))],
                [StoredTensor("test/target", shape: [part.count, raw.outputs], .floats(part.targets))]
            )
        case "talking-face":
            let raw = TalkingFaceTeacher().data(splits: [.test])
            let part = try #require(raw.parts[.test])
            let inputs = raw.modalities.enumerated().map { index, modality in
                StoredTensor(
                    "test/input/\(modality.name)",
                    shape: [part.count] + (modality.time.map { [$0] } ?? []) + [modality.features],
                    .floats(part.inputs[index]))
            }
            let labels = raw.tasks.enumerated().map { index, task in
                StoredTensor(
                    "test/label/\(task)", shape: [part.count],
                    .floats((0..<part.count).map { part.labels[$0 * raw.tasks.count + index] }))
            }
            return (inputs, labels)
        case "video-music":
            let raw = VideoMusicTeacher().data(splits: [.test])
            let part = try #require(raw.parts[.test])
            return (
                [
                    StoredTensor("test/video", shape: [part.count, raw.videoSteps, raw.features], .floats(part.video)),
                    StoredTensor("test/key", shape: [part.count, 1], .floats(part.key)),
                ],
                [
                    StoredTensor("test/chord", shape: [part.count, raw.steps], .integers(part.chords)),
                    StoredTensor(
                        "test/emotion", shape: [part.count, raw.steps, raw.chordCount], .bytes(part.emotion)),
                ]
            )
        default:
            let raw = CharacterTeacher().data(splits: [.test])
            let part = try #require(raw.parts[.test])
            return (
                [
                    StoredTensor(
                        "test/image", shape: [part.count, raw.height, raw.width, raw.channels], .bytes(part.images))
                ], [StoredTensor("test/label", shape: [part.count], .integers(part.labels))]
            )
        }
    }

    private func predictions(_ data: String) throws -> [StoredTensor] {
        var request = WeightsRequest(weights: folder.path)
        request.data = data
        let output = folder.path + "/predictions.safetensors"
        _ = try Prediction.write(request, to: output)
        let file = try TensorFile(opening: output)
        return try file.entries.map {
            StoredTensor($0.name, shape: $0.shape, .floats(try file.numbers($0)))
        }
    }

    private func expectSame(_ left: [StoredTensor], _ right: [StoredTensor]) {
        #expect(left.map(\.name) == right.map(\.name) && left.map(\.shape) == right.map(\.shape))
        for (left, right) in zip(left, right) {
            guard case .floats(let left) = left.contents, case .floats(let right) = right.contents else { continue }
            #expect(zip(left, right).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test(
        "inputs alone are predicted as they are with their labels, and cannot be measured",
        arguments: ["face-transformer", "talking-face", "character"])
    func inputsAlone(name: String) throws {
        func train(_ workload: some Workload) throws { try self.train(workload) }
        try train(WorkloadCatalog.workload(named: name))
        let (inputs, labels) = try Self.testSet(of: name)
        let whole = try predictions("synthetic")
        try SafetensorsWriter.write(inputs, to: path)
        expectSame(try predictions(path), whole)
        try expectUnlabelled(labels.map(\.name).sorted()[0])
        // Labels that are no good, and tensors that nobody knows, are not looked at.
        let wrong = labels.map { StoredTensor($0.name, shape: [1], .doubles([.nan])) }
        try SafetensorsWriter.write(
            inputs + wrong + [StoredTensor("notes", shape: [2], .bytes([1, 2]))], to: path)
        expectSame(try predictions(path), whole)
    }

    @Test("inputs of another width than the training's are refused with the file, the tensor and both shapes")
    func otherWidth() throws {
        try train(FaceTransformer())
        try SafetensorsWriter.write(
            [StoredTensor("test/frames", shape: [1, 2, 3], .floats([1, 2, 3, 4, 5, 6]))], to: path)
        #expect {
            _ = try predictions(path)
        } throws: {
            "\($0)" == "\(path): tensor test/frames: expected shape [N, T, 24], found shape [1, 2, 3]"
        }
    }

    @Test("a video alone gives the chords that the likeliest ones before lead to; with chords, those that follow them")
    func video() throws {
        try train(VideoMusic())
        let (inputs, labels) = try Self.testSet(of: "video-music")
        try SafetensorsWriter.write(inputs + labels.filter { $0.name == "test/chord" }, to: path)
        expectSame(try predictions(path), try predictions("synthetic"))

        try SafetensorsWriter.write(inputs, to: path)
        try expectUnlabelled("test/chord")
        guard case .floats(let chords) = try predictions(path)[0].contents else { return }
        var request = WeightsRequest(weights: folder.path)
        request.data = path
        let task = try TrainedModel(request).task(VideoMusic(), labels: false)
        let generator = ChordGenerator(task: task, pool: ThreadPool(threads: 1))
        for item in [0, 5] {
            let own = generator.chords(for: item, of: .test, temperature: 0, seed: 0)
            #expect(chords[item * own.count..<(item + 1) * own.count].map { Int($0) } == own)
        }
        #expect(try Generation(GenerateRequest(model: request)).sequence.spans.isEmpty == false)
    }

    @Test(
        "a split without samples is refused whatever its shapes say, before anything is made for them",
        arguments: ["face-transformer", "talking-face", "video-music", "character"])
    func emptySplits(name: String) throws {
        let huge = 1 << 40
        let tensors: [String: [StoredTensor]] = [
            "face-transformer": [
                StoredTensor("train/frames", shape: [0, 1, huge], .floats([])),
                StoredTensor("train/target", shape: [0, huge], .floats([])),
            ],
            "talking-face": [
                StoredTensor("train/input/x", shape: [0, 1, huge], .floats([])),
                StoredTensor("train/label/y", shape: [0], .floats([])),
            ],
            "video-music": [
                StoredTensor("train/chord", shape: [0, 4], .integers([])),
                StoredTensor("train/video", shape: [0, 1, huge], .floats([])),
                StoredTensor("train/key", shape: [0, 1], .floats([])),
                StoredTensor("train/emotion", shape: [0, 4, 2], .bytes([])),
            ],
            "character": [
                StoredTensor("train/image", shape: [0, huge, 64, 3], .bytes([])),
                StoredTensor("train/label", shape: [0], .integers([])),
            ],
        ]
        let own = tensors[name] ?? []
        try SafetensorsWriter.write(
            own + own.map { StoredTensor("val" + $0.name.dropFirst(5), shape: $0.shape, $0.contents) }, to: path)
        func makeTask(_ workload: some Workload) throws {
            var values = try ParameterValues([:], of: workload.parameters, place: "test")
            try workload.complete(&values, place: "test")
            _ = try workload.makeTask(TaskRequest(data: .file(path), values: values, seed: 0))
        }
        #expect(throws: WorkloadError.training(.noSamples(.train))) {
            try makeTask(WorkloadCatalog.workload(named: name))
        }
    }

    private func expectUnlabelled(_ label: String) throws {
        var request = WeightsRequest(weights: folder.path)
        request.data = path
        #expect {
            _ = try Evaluation(request)
        } throws: { error in
            guard case .unlabelled(.missing(path, label, _)) = error as? WorkloadError else { return false }
            return "\(error)".hasSuffix("without labels nothing can be trained or measured")
        }
    }
}

extension TensorFile {
    /// A tensor's values, integers too.
    fileprivate func numbers(_ entry: TensorEntry) throws -> [Float] {
        entry.type == .int32 ? try integers(entry.name).map { Float($0) } : try floats(entry.name)
    }
}
