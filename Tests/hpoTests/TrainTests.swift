import Foundation
import JSON
import Testing

@Suite("The built-in engine in a study")
struct TrainTests {
    private static let definition = """
        {
          name: "tiny",
          objective: { maximize: "val_cosine" },
          train: { workload: "face-transformer", data: "synthetic", epochs: 3 },
          fixed: { layers: 1, heads: 2, d_model: 8, batch_size: 64, warmup_epochs: 0 },
          space: { lr: { float: [1e-3, 1e-2], log: true }, dropout: { float: [0, 0.2] } },
          sampler: { random: {} },
          pruner: { none: {} },
        }
        """

    @Test("an exported configuration trains to the same best value, to the bit", .timeLimit(.minutes(2)))
    func retrains() throws {
        let sandbox = try Sandbox()
        try sandbox.output(
            "train --set layers=1 --set heads=2 --set d_model=8 --epochs 1 --directory first face-transformer")
        let definition = Self.definition.replacing("epochs: 3", with: "epochs: 3, init: 'first/best.safetensors'")
        try sandbox.write(
            definition.replacing("layers: 1", with: "layers: 1, freeze: 'input'"), to: "studies/tiny.json5")
        try sandbox.output("study create tiny")
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.read("studies/tiny/trial-0000/log.txt").contains("started from 16 of 16 tensors"))
        let best = try sandbox.json("study best")
        try sandbox.output("study export --output best.json")
        let lines = try sandbox.output("train face-transformer --config best.json").split(separator: "\n")
        let values = try lines.map { try JSONValue(parsing: String($0), syntax: .json)["val_cosine"]?.doubleValue }
        #expect(lines.count == 3)
        #expect(values.compactMap { $0 }.max() == best["value"]?.doubleValue)
        #expect(try sandbox.query("SELECT count(*) FROM epochs") == ["6"])
        #expect(sandbox.exists("studies/tiny/trial-0000/best.safetensors"))
        #expect(try sandbox.json("train --parameters").arrayValue?.contains { $0["name"] == "d_model" } == true)
    }

    @Test("a training goes on from the checkpoint before a torn one, to the same bits", .timeLimit(.minutes(2)))
    func tornCheckpoint() throws {
        let sandbox = try Sandbox(["HPO_SYNC": "1"])
        let line = "train face-transformer --epochs 4 --set layers=1 --set heads=2 --set d_model=8 --directory"
        /// The epochs' lines but for times, and what was said beside them.
        func train(_ more: String, answers: String) throws -> (lines: [JSONObject], errors: String) {
            let answer = try sandbox.hpo("\(line) \(more)", input: answers)
            #expect(answer.status == 0, "\(answer.errors)")
            let lines = try answer.output.split(separator: "\n").map { line in
                let object = try #require(try JSONValue(parsing: String(line), syntax: .json).objectValue)
                return JSONObject(object.filter { !$0.key.contains("second") }.map { ($0.key, $0.value) })
            }
            return (lines, answer.errors)
        }
        let goOn = "continue\n"
        let whole = try train("whole", answers: goOn + goOn + goOn + goOn).lines
        #expect(try train("part", answers: goOn + goOn + "stop\n").lines == Array(whole.prefix(3)))
        let file = sandbox.folder.appendingPathComponent("part/checkpoint.safetensors")
        let bytes = try Data(contentsOf: file)
        try bytes.prefix(bytes.count / 2).write(to: file)
        let resumed = try train("part --resume", answers: goOn + goOn)
        #expect(resumed.lines == Array(whole.suffix(2)))
        #expect(resumed.errors.contains("passed over part/checkpoint.safetensors: "), "\(resumed.errors)")
        #expect(resumed.errors.contains("resumed after epoch 2"))
        for name in ["best.safetensors", "checkpoint.safetensors"] {
            let paths = ["whole", "part"].map { sandbox.folder.appendingPathComponent("\($0)/\(name)") }
            #expect(try Data(contentsOf: paths[0]) == (try Data(contentsOf: paths[1])), "\(name)")
        }
    }

    @Test("a training starts from other weights, and what is frozen stays as it was there", .timeLimit(.minutes(2)))
    func initialWeights() throws {
        let sandbox = try Sandbox()
        let line = "train face-transformer --set layers=1 --set heads=2 --set d_model=8 --epochs"
        try sandbox.output("\(line) 1 --directory first")
        func errors(_ more: String, status: Int32 = 0) throws -> String {
            let answer = try sandbox.hpo("\(line) \(more)")
            #expect(answer.status == status, "\(answer.errors)")
            return answer.errors
        }
        let started = "started from 16 of 16 tensors in first/best.safetensors\n"
        #expect(
            try errors("1 --init first/best.safetensors --directory second --set freeze=encoder,input").hasPrefix(
                started))
        // From its own checkpoint, which a new training forgets; and a resumed one has begun already.
        let own = try errors("1 --init first/checkpoint.safetensors --directory first")
        #expect(own.contains("started from 16 of 16 tensors in first/checkpoint.safetensors, without the model. of"))
        #expect(
            try !errors("2 --resume --init none.safetensors --directory first --seed 0", status: 1).contains("none."))
        let resumed = try errors("1 --resume --init none.safetensors --directory second --set freeze=output", status: 1)
        #expect(resumed.contains("freeze was \"encoder,input\", is \"output\""), "\(resumed)")
        #expect(
            try errors("1 --resume --init none.safetensors --directory second --set freeze=encoder,input")
                .contains("resumed after epoch 1"))
        #expect(try errors("1 --init none.safetensors", status: 1).contains("none.safetensors: cannot open"))
        #expect(try errors("1 --set freeze=encodre", status: 1).contains("there are input, encoder, output"))
    }

    @Test(
        "what the engine cannot train is refused",
        arguments: [
            ("train nothing", "face-transformer"), ("train --config absent.json", "absent.json"),
            ("train face-transformer --set layerz=2", "layers"),
            ("train face-transformer --set layers", "'layers' is not"),
            ("train face-transformer --set heads=3 --set d_model=8", "divisor"),
            ("train face-transformer --data absent.safetensors", "absent.safetensors"),
        ])
    func refused(line: String, message: String) throws {
        let answer = try Sandbox().hpo(line)
        #expect(answer.status == 1 || answer.status == 2)
        #expect(answer.errors.hasPrefix("hpo: "))
        #expect(answer.errors.contains(message), "\(answer.errors)")
    }

    @Test("a training that the machine has no memory for says so", .timeLimit(.minutes(1)))
    func memory() throws {
        let sandbox = try Sandbox()
        let answer = try sandbox.shell(
            "ulimit -v 1500000 && hpo train face-transformer --set layers=64 --set d_model=1024 --epochs 1")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("hpo: there is no memory for "), "\(answer.errors)")
    }

    @Test("a study of a workload's unknown parameter is refused when it is created")
    func unknownParameter() throws {
        let sandbox = try Sandbox()
        try sandbox.write(Self.definition.replacing("dropout", with: "dropuot"), to: "studies/tiny.json5")
        let answer = try sandbox.hpo("study create tiny")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("dropout"), "\(answer.errors)")
    }

    @Test("--json prints the protocol's lines on a terminal too", .enabled(if: hasScript))
    func terminal() throws {
        let sandbox = try Sandbox()
        let line = "train face-transformer --epochs 2 --set layers=1 --set d_model=8 --set heads=2"
        func lines(_ words: String) throws -> [String] {
            // util-linux's script gives the command a terminal of its own.
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            process.arguments = ["-qec", "\(Running.binary.path) \(words)", "/dev/null"]
            process.currentDirectoryURL = sandbox.folder
            let output = Pipe()
            process.standardOutput = output
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
        #expect(try lines(line).allSatisfy { !$0.hasPrefix("{") }, "people get lines to read")
        let reports = try lines("\(line) --json").filter { $0.hasPrefix("{") }
        #expect(try reports.map { try JSONValue(parsing: $0, syntax: .json)["epoch"] } == [1, 2])
    }

    private static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
}
