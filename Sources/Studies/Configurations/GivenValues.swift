// A trial of which a person has said some values: which, its note says, and the rest follows from the study's seed and its number.
//
//     GivenValues(["lr": .float(1e-3)], of: definition, seed: 42, number: 7).note      // "lr given, the rest drawn at random"

import Definitions
import Search
import Words

/// Values that were said, and what a trial of them runs with.
struct GivenValues {
    private static let ending = " given, the rest drawn at random"

    /// All sampled values.
    let sampled: Configuration
    /// What the trial's note says; nil where all values were said.
    let note: String?

    /// - Parameters:
    ///   - given: all that is sampled, or a part of it.
    ///   - seed: the study's.
    ///   - number: the trial's.
    init(
        _ given: Configuration, of definition: StudyDefinition, seed: UInt64, number: Int
    ) throws(StudyError) {
        if definition.isWhole(given) {
            (sampled, note) = (given, nil)
            return
        }
        if let mistake = Self.mistake(in: given, definition.space) { throw .space(mistake) }
        var generator = Generator(seed: seed, trial: number)
        do throws(SearchError) {
            sampled = try definition.space.completed(given, using: &generator)
        } catch {
            throw .givenValues(given, error)
        }
        note = given.names.joined(separator: ", ") + Self.ending
    }

    /// The first value that the space does not take, whatever the others are.
    private static func mistake(in given: Configuration, _ space: Space) -> SpaceError? {
        for name in given.names {
            guard let value = given[name] else { continue }
            guard let parameter = space.parameters.first(where: { $0.name == name }) else {
                return .unknownParameter(name, value: value)
            }
            if parameter.domain.canonical(value) == nil {
                return .outside(parameter: name, value: value, domain: parameter.domain)
            }
        }
        return nil
    }

    /// What was said of a trial with that note; nil where all was.
    static func given(of sampled: Configuration, note: String?) -> Configuration? {
        guard let note, note.hasSuffix(ending) else { return nil }
        var given = Configuration()
        for name in String(note.dropLast(ending.count)).cut(at: ",") {
            let name = name.rest(behind: " ") ?? name
            given[name] = sampled[name]
        }
        return given
    }
}
