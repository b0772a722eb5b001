// `hpo train --init FILE`: a training that starts from another one's weights.

import Engine

/// Loads first weights and says what became of them.
enum StartingPoint {
    /// Fills what `path` has of the model, a weights file or the folder of one's `best.safetensors`.
    ///
    /// - Returns: notes for people: how much was filled, and all that was not.
    static func load(_ path: String, into parameters: ParameterSet) throws(TrainingError) -> [String] {
        do throws(FileError) {
            let file = WeightsRequest.file(path)
            return notes(try FirstWeights(from: TensorFile(opening: file), into: parameters), path: file)
        } catch {
            throw .file(error)
        }
    }

    static func notes(_ weights: FirstWeights, path: String) -> [String] {
        var notes = ["started from \(weights.filled) of \(weights.count) tensors in \(path)"]
        if !weights.strippedPrefix.isEmpty { notes[0] += ", without the \(weights.strippedPrefix) of their names" }
        if !weights.addedPrefix.isEmpty { notes[0] += ", as those of \(weights.addedPrefix.dropLast())" }
        notes += weights.otherShapes.prefix(shown).map {
            "left fresh: \($0.name) \($0.shape), the file has \($0.found)"
        }
        if weights.otherShapes.count > shown {
            notes.append("left fresh: \(weights.otherShapes.count - shown) more that the file has in another shape")
        }
        if !weights.missing.isEmpty { notes.append("left fresh: \(list(weights.missing)), which the file lacks") }
        if !weights.unused.isEmpty { notes.append("not used: \(list(weights.unused)), which the model lacks") }
        return notes
    }

    private static let shown = 10

    private static func list(_ names: [String]) -> String {
        names.prefix(shown).joined(separator: ", ") + (names.count > shown ? ", … (\(names.count) in all)" : "")
    }
}
