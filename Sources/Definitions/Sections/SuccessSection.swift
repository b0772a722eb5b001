// success: ["best.val_r2 >= 0.45", "last.val_loss / last.train_loss < 1.5"]

public import Expressions
import JSON

/// Reads what a training has to come to.
struct SuccessSection {
    let expressions: [Expression]

    init(_ reader: NodeReader?) {
        let read = ConstraintsSection(reader)
        for (expression, reader) in read.entries { Self.check(expression, reader) }
        expressions = read.entries.map(\.expression)
    }

    private static func check(_ expression: Expression, _ reader: NodeReader) {
        for occurrence in expression.occurrences where !SuccessCriterion.isKnown(occurrence.name) {
            reader.error(
                "column \(occurrence.column) of `\(expression.source)`: unknown name `\(occurrence.name)`, expected best.METRIC or "
                    + "last.METRIC (best[\"val/loss\"]), best.value, best.epoch, last.epoch or epochs")
            return
        }
        let types = Dictionary(expression.names.map { ($0, ValueType.float) }) { first, _ in first }
        do {
            let type = try expression.type(where: types)
            if type != .bool, type != .any {
                reader.error(
                    "found an expression that gives \(type.words), expected one that is true or false, such as "
                        + "\"best.val_r2 >= 0.45\"")
            }
        } catch {
            reader.error("\(error)")
        }
    }
}

/// One thing that a training has to come to, as reports say it.
public struct SuccessCriterion: Sendable, Hashable {
    /// What has to be true.
    public let expression: Expression

    /// A criterion.
    public init(_ expression: Expression) { self.expression = expression }

    /// Whether a training meets it; nil where it lacks a number that the criterion names, or none follows.
    ///
    /// - Parameters:
    ///   - value: what the trial counts with.
    ///   - best: the epoch of that value, and its metrics.
    ///   - last: the last epoch and its metrics.
    ///   - epochs: how many epochs it has reported.
    public func isMet(
        value: Double?, best: (epoch: Int, metrics: [String: Double])?, last: (epoch: Int, metrics: [String: Double])?,
        epochs: Int
    ) -> Bool? {
        let result = try? expression.evaluate { name in
            switch name {
            case "epochs": return .float(Double(epochs))
            case "best.value": return value.map { .float($0) }
            case "best.epoch": return best.map { .float(Double($0.epoch)) }
            case "last.epoch": return last.map { .float(Double($0.epoch)) }
            default:
                let metrics = name.hasPrefix("best.") ? best?.metrics : last?.metrics
                return metrics?[String(name.dropFirst("best.".count))].map { .float($0) }
            }
        }
        if case .bool(let isMet)? = result { return isMet }
        return nil
    }

    static func isKnown(_ name: String) -> Bool {
        name == "epochs" || ["best.", "last."].contains { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }
    }
}
