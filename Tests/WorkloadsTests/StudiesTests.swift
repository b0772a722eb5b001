import Engine
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workloads

/// The definitions in `studies/` against the workloads that they name; what else they say is the definitions' own matter.
@Suite("Studies") struct StudiesTests {
    static let files = Repository.definitions

    @Test(
        "a study's parameters are its workload's, and its fixed and first values are in their ranges", arguments: files)
    func parameters(path: String) throws {
        let json = try JSONValue(
            parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path))), syntax: .json5)
        guard let name = json["train"]?["workload"]?.stringValue else { return }
        let workload = try WorkloadCatalog.workload(named: name)
        let known = Set(workload.parameters.map(\.name))
        let space = try #require(json["space"]?.objectValue)
        #expect(space.keys.allSatisfy(known.contains), "\(space.keys.filter { !known.contains($0) })")
        let fixed = json["fixed"]?.objectValue ?? JSONObject()
        for start in json["start"]?.arrayValue ?? [] {
            var params = fixed
            for (name, value) in try #require(start.objectValue) { params[name] = value }
            var values = try ParameterValues(params, of: workload.parameters, place: path)
            try workload.complete(&values, place: path)
        }
        let objectives = json["objectives"]?.arrayValue ?? json["objective"].map { [$0] } ?? []
        #expect(objectives.first?[workload.objective.mode.rawValue]?.stringValue == workload.objective.metric)
    }

    @Test(
        "every workload but the default one, which comes with the program, has a study here",
        arguments: WorkloadCatalog.all.map(\.name).dropFirst())
    func everyWorkload(name: String) {
        #expect(Self.files.contains { $0.hasSuffix("/\(name).json5") })
    }
}
