import Definitions
import Foundation
import JSON
import Search
import TestSupport
import Testing

/// The reports' configurations in full size, which the definitions in `studies/` hold as comments: what they say must be
/// as right as the rest.
@Suite("the full sizes in studies/")
struct FullSizeStudiesTests {
    private static let folder = URL(filePath: "\(Repository.root)/studies")

    /// The sections of the comment that begins with "In full size", as an object.
    private func variant(of text: String) throws -> JSONObject {
        let start = try #require(text.range(of: "// In full size"))
        let lines = text[start.lowerBound...].split(separator: "\n")
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("//   ") }.map { $0.dropFirst(2) }
        let json = try JSONValue(parsing: "{\(lines.joined(separator: "\n"))}", syntax: .json5)
        return try #require(json.objectValue)
    }

    /// Each section's members in place of those of the same name; a parameter that is sampled is fixed no more.
    private func definition(_ text: String, with variant: JSONObject) throws -> String {
        var study = try #require(try JSONValue(parsing: text, syntax: .json5).objectValue)
        let sampled = variant["space"]?.objectValue?.keys ?? []
        for (section, value) in variant {
            guard let members = value.objectValue, var old = study[section]?.objectValue else {
                study[section] = value
                continue
            }
            for (name, member) in members { old[name] = member }
            study[section] = .object(old)
        }
        let fixed = (study["fixed"]?.objectValue ?? JSONObject()).filter { !sampled.contains($0.key) }
        study["fixed"] = .object(JSONObject(fixed.map { ($0.key, $0.value) }))
        return JSONValue.object(study).text(pretty: true)
    }

    @Test(
        "a study's full size is a definition too, and its first configurations resolve",
        arguments: ["character", "face-transformer", "talking-face", "video-music"])
    func isRight(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).json5"), encoding: .utf8)
        let small = try StudyDefinition.parse(text, file: name)
        let full = try StudyDefinition.parse(definition(text, with: variant(of: text)), file: name)
        #expect(full.training.program == small.training.program && full.training.data != "synthetic")
        #expect((full.training.epochs ?? 0) > (small.training.epochs ?? 0))
        #expect(!full.start.isEmpty && full.start != small.start)
        for start in full.start { _ = try full.space.resolve(start) }
    }
}
