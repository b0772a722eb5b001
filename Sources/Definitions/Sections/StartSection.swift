// start: [{ layers: 4, heads: 8, d_model: 64 }]: configurations that are tried before any sampled one; what one does not say
// is drawn at random.

import Expressions
import Search

enum StartSection {
    /// - Parameter seed: the study's; what a configuration does not say is drawn by it and the configuration's place.
    static func read(_ reader: NodeReader?, names: NameTable, space: Space?, seed: UInt64) -> [Configuration] {
        var configurations: [Configuration] = []
        var places: [Configuration: NodeReader] = [:]
        for (index, element) in (reader?.elements ?? []).enumerated() {
            guard var written = configuration(element, names: names), let space else { continue }
            written = space.started(with: written, at: index, seed: seed)
            if let violation = space.violation(of: written) {
                element.error("this is not inside the space: \(violation)")
                continue
            }
            let configuration = space.canonical(written)
            if let first = places[configuration] {
                element.warning("this is the same configuration as \(first.path)")
            }
            places[configuration] = places[configuration] ?? element
            configurations.append(configuration)
        }
        return configurations
    }

    /// The values, nil where a name or a value is wrong.
    private static func configuration(_ reader: NodeReader, names: NameTable) -> Configuration? {
        guard let members = reader.members else { return nil }
        var configuration = Configuration()
        var isSound = true
        for (name, value) in members {
            switch names.kind(of: name) {
            case .sampled?:
                configuration[name] = value.parameterValue()
                isSound = isSound && configuration[name] != nil
            case .derived?:
                value.error("`\(name)` is derived from other values: leave it out")
                isSound = false
            case .fixed?:
                value.error("`\(name)` is fixed: leave it out")
                isSound = false
            case nil:
                value.unknownKey(among: names.sampled, "there is no parameter of this name")
                isSound = false
            }
        }
        return isSound ? configuration : nil
    }
}

extension Space {
    /// A start configuration with what it does not say drawn at random, the same each time; as it is where nothing is missing,
    /// or nothing goes with it.
    func started(with written: Configuration, at index: Int, seed: UInt64) -> Configuration {
        let isPartial = violations(of: written).contains { violation in
            if case .missing = violation { true } else { false }
        }
        let isInside = parameters.allSatisfy { parameter in
            written[parameter.name].map { parameter.domain.canonical($0) != nil } ?? true
        }
        guard isPartial, isInside, !written.names.isEmpty else { return written }
        // Not the generator of any trial's suggestion, which would propose the same values again.
        var generator = Generator(seed: ~seed, trial: index)
        return (try? completed(written, using: &generator)) ?? written
    }
}
