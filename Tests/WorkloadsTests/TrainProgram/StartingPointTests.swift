import JSON
import TestSupport
import Testing

@testable import Engine
@testable import Workloads

@Suite("Starting from other weights") struct StartingPointTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("every workload goes on from its own best weights", arguments: WorkloadCatalog.all.map(\.name))
    func own(name: String) throws {
        func expectSame(_ workload: some Workload) throws {
            var training = ShortTraining(workload, smallestParameters[name] ?? [:], epochs: 1)
            training.files = TrainingFiles(folder: folder.path, configuration: [:])
            let first = try training.trainer()
            _ = try first.run(report: { _ in .goOn }, isInterrupted: { false })
            let reached = try #require(try first.evaluate(.val, epoch: 1, isInterrupted: { false }))
            training.seed = 2
            training.files = nil
            let second = try training.trainer()
            let count = second.task.parameters.all.count + second.task.parameters.allBuffers.count
            #expect(
                try StartingPoint.load(folder.path, into: second.task.parameters) == [
                    "started from \(count) of \(count) tensors in \(folder.path)/best.safetensors"
                ])
            let found = try #require(try second.evaluate(.val, epoch: 1, isInterrupted: { false }))
            #expect(found.map(\.name) == reached.map(\.name) && found.map(\.value) == reached.map(\.value))
        }
        try expectSame(WorkloadCatalog.workload(named: name))
    }

    @Test("torchvision's EfficientNet-B0 for 1000 classes starts one for 26")
    func torchvision() throws {
        let known = ParameterSet(seed: 1)
        _ = EfficientNet(width: 1, depth: 1, classes: 1000, in: known)
        // As torchvision's state_dict has it: each batch norm with the count of its batches.
        let counts = known.all.map(\.name).filter { $0.hasSuffix(".1.weight") && $0.hasPrefix("features") }.map {
            StoredTensor($0.replacing(".weight", with: ".num_batches_tracked"), shape: [1], .integers([9]))
        }
        let path = folder.path + "/efficientnet_b0.safetensors"
        try SafetensorsWriter.write(ModelFile.tensors(of: known) + counts, to: path)
        let parameters = ParameterSet(seed: 2)
        _ = EfficientNet(width: 1, depth: 1, classes: 26, in: parameters)
        let notes = try StartingPoint.load(path, into: parameters)
        let count = parameters.all.count + parameters.allBuffers.count
        #expect(
            notes == [
                "started from \(count - 2) of \(count) tensors in \(path)",
                "left fresh: classifier.1.weight [26, 1280], the file has [1000, 1280]",
                "left fresh: classifier.1.bias [26], the file has [1000]",
            ])
        let place = try #require(parameters.parameter(named: "features.4.2.block.2.fc2.weight"))
        let same = try #require(known.parameter(named: "features.4.2.block.2.fc2.weight"))
        #expect(Array(parameters.values(of: place)) == Array(known.values(of: same)))
    }

    @Test("long lists are cut after ten, with how many there are")
    func lists() throws {
        let path = folder.path + "/some.safetensors"
        let parameters = ParameterSet(seed: 1)
        for number in 0..<12 { parameters.add("x.\(number)", [1], .constant(0)) }
        parameters.add("y", [1], .constant(0))
        try SafetensorsWriter.write([StoredTensor("y", shape: [1], .floats([3]))], to: path)
        #expect(
            try StartingPoint.load(path, into: parameters) == [
                "started from 1 of 13 tensors in \(path)",
                "left fresh: \((0..<10).map { "x.\($0)" }.joined(separator: ", ")), … (12 in all), which the file lacks",
            ])
    }
}
