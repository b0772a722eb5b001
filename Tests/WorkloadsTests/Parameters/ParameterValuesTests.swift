import Engine
import JSON
import Testing

@testable import Workloads

@Suite("Parameters") struct ParameterValuesTests {
    private func message(_ params: JSONObject) -> String {
        do {
            var values = try ParameterValues(params, of: FaceTransformer().parameters, place: "file.json")
            try FaceTransformer().complete(&values, place: "file.json")
            return "\(JSONValue.object(values.json))"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "a wrong parameter is told with its place and what to do",
        arguments: [
            (["d_modle": 64], "file.json: unknown parameter d_modle; did you mean d_model?"),
            (["zzz": 1], "file.json: unknown parameter zzz"),
            (["layers": 0], "file.json: layers: expected an integer from 1 to 64, found the number 0"),
            (["layers": 2.5], "file.json: layers: expected an integer from 1 to 64, found the number 2.5"),
            (["dropout": 1.0], "file.json: dropout: expected a number from 0.0 to 0.95, found the number 1.0"),
            (["norm_first": "yes"], "file.json: norm_first: expected true or false, found the string \"yes\""),
            (
                ["schedule": "cosin"],
                "file.json: schedule: expected one of cosine, cosine_warm_restarts, noam, constant, found the string \"cosin\""
            ),
            (["heads": 3], "file.json: heads: expected a divisor of d_model, which is 64, found 3"),
        ] as [(JSONObject, String)])
    func wrong(params: JSONObject, expected: String) {
        #expect(message(params) == expected)
    }

    @Test("whole floats are integers, integers are floats, and what is not given has its standard value")
    func conversions() throws {
        var values = try ParameterValues(
            ["layers": 2.0, "lr": 1, "d_model": 32], of: FaceTransformer().parameters, place: "test")
        try FaceTransformer().complete(&values, place: "test")
        #expect(values.int("layers") == 2)
        #expect(values.float("lr") == 1)
        #expect(values.int("dim_feedforward") == 128)
        #expect(values.bool("norm_first") == false)
        #expect(values.json["weight_decay"] == 1e-4)
    }

    @Test("freeze is a list of names, and goes without saying where it is empty")
    func freezing() throws {
        func options(_ params: JSONObject) throws -> (frozen: [String], said: JSONValue?) {
            var values = try ParameterValues(params, of: FaceTransformer().parameters, place: "test")
            try FaceTransformer().complete(&values, place: "test")
            let options = TrainingParameters.options(
                values, epochs: 1, seed: 0, objective: FaceTransformer().objective, dModel: 8)
            return (options.frozen, values.json["freeze"])
        }
        #expect(try options([:]) == ([], nil))
        #expect(try options(["freeze": ""]) == ([], nil))
        #expect(try options(["freeze": "input"]) == (["input"], "input"))
        #expect(try options(["freeze": "input, encoder.layers.0.,"]).frozen == ["input", "encoder.layers.0"])
        #expect(message(["freeze": 1]) == "file.json: freeze: expected a text, found the number 1")
    }

    @Test("every workload's standard values are in their own ranges and every name is said once")
    func standards() {
        for workload in WorkloadCatalog.all {
            for parameter in workload.parameters {
                if let standard = parameter.standard { #expect(parameter.accepts(standard) == standard) }
            }
            #expect(Set(workload.parameters.map(\.name)).count == workload.parameters.count)
        }
    }
}
