// start: [{ layers: 4, heads: 8, d_model: 64 }]: configurations that are tried before any sampled one.

import Expressions
import Search

enum StartSection {
    static func read(_ reader: NodeReader?, names: NameTable, space: Space?) -> [Configuration] {
        var configurations: [Configuration] = []
        var places: [Configuration: NodeReader] = [:]
        for element in reader?.elements ?? [] {
            guard let written = configuration(element, names: names), let space else { continue }
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
