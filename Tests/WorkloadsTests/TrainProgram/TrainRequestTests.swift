import Engine
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workloads

@Suite("Train request") struct TrainRequestTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/config.json" }

    init() throws { folder = try TemporaryFolder() }

    private func resolve(
        _ text: String?, _ environment: [String: String] = [:], _ change: (inout TrainRequest) -> Void = { _ in }
    ) throws -> ResolvedRequest {
        var request = TrainRequest(workload: "face-transformer")
        if let text {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            request.config = path
        }
        change(&request)
        return try ResolvedRequest(request) { environment[$0] }
    }

    @Test("a trial's configuration says everything")
    func trial() throws {
        let text = """
            {"study": "s", "trial": 3, "attempt": 2, "seed": 81, "params": {"lr": 0.01, "layers": 2},
             "directory": "\(folder.path)/x", "resume": true, "workload": "face-transformer", "data": "a.npz", "epochs": 7}
            """
        let request = try resolve(nil, ["HPO_CONFIG": path, "HPO_THREADS": "2"]) { request in
            try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
            request.workload = nil
        }
        #expect(request.workload.name == "face-transformer")
        #expect((request.data, request.epochs, request.seed, request.resume) == ("a.npz", 7, 81, true))
        #expect(request.directory == folder.path + "/x")
        #expect(request.values.float("lr") == 0.01)
        #expect(request.threads == 2)
        #expect(request.initialWeights == nil)
    }

    @Test("first weights are the command line's, else the file's")
    func initialWeights() throws {
        let text = #"{"init": "a.safetensors"}"#
        #expect(try resolve(text).initialWeights == "a.safetensors")
        #expect(try resolve(text) { $0.initialWeights = "b.safetensors" }.initialWeights == "b.safetensors")
    }

    @Test("the command line comes before the file, the file before the environment")
    func precedence() throws {
        let text = #"{"data": "a.npz", "epochs": 7, "seed": 1, "params": {"lr": 0.01, "layers": 2}}"#
        let request = try resolve(text, ["HPO_TRIAL_DIR": "/tmp/t", "HPO_THREADS": "2"]) {
            $0.data = "synthetic"
            $0.epochs = 3
            $0.threads = 1
            $0.settings = [("lr", "0.5"), ("norm_first", "true"), ("schedule", "constant")]
        }
        #expect((request.data, request.epochs, request.seed, request.threads) == ("synthetic", 3, 1, 1))
        #expect(request.values.float("lr") == 0.5)
        #expect(request.values.bool("norm_first"))
        #expect(request.values.choice("schedule") == "constant")
        #expect(request.directory == "/tmp/t")
    }

    @Test(
        "mistakes are told with their place",
        arguments: [
            (#"{"epoch": 3}"#, "unknown key epoch; did you mean epochs?"),
            (#"{"epochs": 0}"#, "epochs: expected an integer from 1 to 1000000, found the number 0"),
            (#"{"seed": -1}"#, "seed: expected an integer from 0 on, found the number -1"),
            (#"{"params": [1]}"#, "params: expected an object of parameters, found a list"),
            (#"{"workload": "character"}"#, "workload: expected face-transformer, found character"),
            (#"[1]"#, "expected an object, found a list"),
        ])
    func mistakes(text: String, message: String) {
        #expect {
            _ = try resolve(text)
        } throws: { error in
            "\(error)" == "\(path): \(message)" && (error as? WorkloadError)?.isUsage == true
        }
    }

    @Test("broken JSON is told with its line")
    func broken() {
        #expect {
            _ = try resolve("{\n\"epochs\": }")
        } throws: { error in
            "\(error)".hasPrefix("\(path):2: ")
        }
    }

    @Test(
        "HPO_THREADS that is no number of threads is refused, unless --threads is given",
        arguments: ["abc", "0", "-1", "257", "2.5", " 2", "99999999999999999999"])
    func threads(text: String) throws {
        #expect {
            _ = try resolve(nil, ["HPO_THREADS": text])
        } throws: { error in
            "\(error)" == "HPO_THREADS: threads: expected an integer from 1 to 256, found \(text)"
                && (error as? WorkloadError)?.isUsage == true
        }
        #expect(try resolve(nil, ["HPO_THREADS": text]) { $0.threads = 3 }.threads == 3)
        #expect(try resolve(nil, ["HPO_THREADS": ""]).threads >= 1)
    }

    @Test("HPO_KERNELS that names no kernels of this machine is refused")
    func kernels() throws {
        #expect {
            _ = try resolve(nil, ["HPO_KERNELS": "nonsense"])
        } throws: { error in
            "\(error)".hasPrefix("HPO_KERNELS: kernels: expected one of ") && (error as? WorkloadError)?.isUsage == true
        }
        #expect(try resolve(nil, ["HPO_KERNELS": "portable"]).threads >= 1)
    }

    @Test("a misspelt workload is told with its nearest")
    func workload() {
        #expect {
            _ = try resolve(nil) { $0.workload = "face-transfomer" }
        } throws: { error in
            "\(error)".hasPrefix("there is no workload face-transfomer; did you mean face-transformer?")
        }
    }

    @Test("a report is one line of JSON")
    func line() {
        let report = EpochMetrics(epoch: 2, metrics: [("train_loss", 0.5), ("val_cosine", .nan)])
        #expect(ProtocolPort.line(report) == #"{"epoch":2,"train_loss":0.5,"val_cosine":"nan"}"# + "\n")
    }

    @Test(
        "numbers for people are rounded",
        arguments: [
            (0.41236, 4, "0.4124"), (-0.00001, 2, "0.00"), (-1.5, 1, "-1.5"), (12.345, 0, "12"), (.nan, 2, "nan"),
            (0.05, 1, "0.1"), (3, 2, "3.00"),
        ] as [(Double, Int, String)])
    func rounding(value: Double, digits: Int, text: String) {
        #expect(Progress.text(value, digits: digits) == text)
    }
}
