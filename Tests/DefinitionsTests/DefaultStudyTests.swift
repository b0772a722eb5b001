import Definitions
import Expressions
import Foundation
import Search
import TestSupport
import Testing

@Suite("the definitions in studies/")
struct DefaultStudyTests {
    private static let folder = URL(filePath: "\(Repository.root)/studies")

    private static var files: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json5") }.sorted()
    }

    @Test("every definition is right and its start configurations resolve", arguments: files)
    func isRight(file: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        let definition = try StudyDefinition.parse(text, file: file)
        #expect(definition.warnings == [])
        #expect(definition.name + ".json5" == file)
        for start in definition.start { _ = try definition.space.resolve(start) }
    }

    @Test("the default study samples what it should and begins with the report's configuration")
    func isTheDefaultStudy() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "face-transformer.json5"), encoding: .utf8)
        let definition = try StudyDefinition.parse(text, file: "face-transformer.json5")
        let names = definition.space.parameters.map(\.name).sorted()
        #expect(names == ["cosine_weight", "d_model", "dropout", "eta_min", "heads", "layers"])
        #expect(definition.sampler.name == "tpe" && definition.pruner.name == "median")
        let resolved = try definition.space.resolve(try #require(definition.start.first))
        #expect(resolved["dim_feedforward"] == .int(256))
        #expect(abs((resolved["mse_weight"]?.number ?? 0) - 0.2) < 1e-12)
        #expect(resolved["dropout"] == .float(0.15))
    }
}
