// { int: [1, 6] }, { float: [1e-7, 1e-4], log: true }, { float: [0, 0.5], step: 0.05 }, { choice: [32, 64], ordered: true }

import Expressions
import JSON
import Search

enum DomainSection {
    /// Integers beyond this are not exact as doubles, which logarithms and samplers calculate in.
    private static let largestInt = 1 << 53

    static func int(_ body: NodeReader, _ members: [String: NodeReader]) -> Domain? {
        let ends = ends(body)
        let low = ends.flatMap { $0.low.int(in: -largestInt...largestInt) }
        let high = ends.flatMap { $0.high.int(in: -largestInt...largestInt) }
        let log = members["log"].map { $0.bool() } ?? false
        let step = members["step"].map { $0.int(in: 1...largestInt) } ?? 1
        guard let low, let high, isRange(body, low, high) else { return nil }
        if log == true, low < 1 {
            body.error("found the low end \(low), expected at least 1 where the range is logarithmic")
            return nil
        }
        guard let log, let step else { return nil }
        if log, let step = members["step"] {
            step.error("a logarithmic range has no step")
            return nil
        }
        if (high - low) % step != 0 {
            let last = low + (high - low) / step * step
            members["step"]?.warning("steps of \(step) do not reach \(high): the last value is \(last)")
        }
        return .int(low: low, high: high, step: step, log: log)
    }

    static func float(_ body: NodeReader, _ members: [String: NodeReader]) -> Domain? {
        let ends = ends(body)
        let low = ends.flatMap { $0.low.number() }
        let high = ends.flatMap { $0.high.number() }
        let log = members["log"].map { $0.bool() } ?? false
        let step = members["step"].map { $0.number("a number above 0") { $0 > 0 } }
        guard let low, let high, isRange(body, low, high) else { return nil }
        if !(high - low).isFinite {
            body.error("the range is too wide: the difference of its ends is no finite number")
            return nil
        }
        if log == true, low <= 0 {
            body.error("found the low end \(low), expected one above 0 where the range is logarithmic")
            return nil
        }
        guard let log else { return nil }
        guard let written = members["step"] else { return .float(low: low, high: high, step: nil, log: log) }
        guard let step, let size = step else { return nil }
        if log {
            written.error("a logarithmic range has no step")
            return nil
        }
        let steps = (high - low) / size
        if steps > 0x1p53 {
            written.error("found \(size), expected a step that divides the range into fewer than 2^53 values")
            return nil
        }
        if abs(steps - steps.rounded()) > 1e-6 {
            let last = withoutNoise(low + (steps + 1e-6).rounded(.down) * size)
            written.warning("steps of \(size) do not reach \(high): the last value is \(last)")
        }
        return .float(low: low, high: high, step: size, log: false)
    }

    /// `value` in twelve significant digits: 0.9 for 0.8999999999999999.
    private static func withoutNoise(_ value: Double) -> Double {
        guard value.isNormal else { return value }
        var scale = 1.0
        while abs(value) * scale < 1e11, scale < 1e300 { scale *= 10 }
        while abs(value) * scale >= 1e12, scale > 1e-300 { scale /= 10 }
        return (value * scale).rounded() / scale
    }

    static func choice(_ body: NodeReader, _ members: [String: NodeReader]) -> Domain? {
        let ordered = members["ordered"].map { $0.bool() } ?? false
        guard let elements = body.elements else { return nil }
        if elements.isEmpty { body.error("there is nothing to choose from") }
        if elements.count > 10_000 {
            body.error("found \(elements.count) choices, expected at most 10000")
            return nil
        }
        var values: [Value] = []
        var places: [Value: NodeReader] = [:]
        for element in elements {
            guard let value = element.parameterValue() else { continue }
            // 1 and 1.0 are the same number, and a search could not tell them apart.
            let key = value.number.map { .float($0) } ?? value
            if let first = places[key] {
                element.error("the choice \(value) is there twice; the first is \(first.path)")
            }
            places[key] = places[key] ?? element
            values.append(value)
        }
        guard let ordered, values.count == elements.count, places.count == values.count, !values.isEmpty else {
            return nil
        }
        return .choice(values, ordered: ordered)
    }

    private static func ends(_ body: NodeReader) -> (low: NodeReader, high: NodeReader)? {
        guard body.node.elements != nil, let elements = body.elements, elements.count == 2 else {
            let found = body.node.elements.map { "a list of \($0.count)" } ?? body.node.value.words
            body.error("found \(found), expected the two ends of the range: [low, high]")
            return nil
        }
        return (elements[0], elements[1])
    }

    private static func isRange<Number: Comparable>(_ body: NodeReader, _ low: Number, _ high: Number) -> Bool {
        if low > high {
            body.error("the range is empty: found [\(low), \(high)], expected the low end first")
            return false
        }
        if low == high { body.warning("the range has one value: it could stand under fixed") }
        return true
    }
}
