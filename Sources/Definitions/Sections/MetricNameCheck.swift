// objective: { maximize: "0.1 * val/loss" }: read as a division by `loss`, though the metric is probably called `val/loss`.

import Expressions
import _StringProcessing

/// Refuses goals that are taken for something else than what was probably meant, and says what to write.
struct MetricNameCheck {
    let training: TrainingSection?

    /// Checks an objective's text, which may be a metric's name as a whole.
    func check(_ objective: Objective, _ reader: NodeReader) {
        let text = objective.metric
        if training?.reports(text) == true { return }
        if let expression = objective.expression {
            check(expression, reader)
            return
        }
        do {
            _ = try Expression(parsing: text)
        } catch {
            if Self.isCalculation(text) {
                let word = Self.word(around: error.column, in: text) ?? "val/loss"
                reader.error(
                    "this is no metric's name, and as an expression wrong: \(error); a metric whose name is no word "
                        + "is written \(Self.written(word))")
            } else if text.contains("("), text.contains(" ") {
                reader.warning("this is taken for a metric's name, since it is no expression: \(error)")
            }
        }
    }

    /// Checks an expression for a name with slashes or dashes that is read as a calculation.
    func check(_ expression: Expression, _ reader: NodeReader) {
        let source = Array(expression.source.unicodeScalars)
        let isSpaced = expression.source.contains(/\s[-+*\/%<>=]/)
        var next = 1
        for occurrence in expression.occurrences where occurrence.column >= next {
            guard let end = Self.end(ofNameAt: occurrence, in: source), end < source.count else { continue }
            let word = Self.text(source[(occurrence.column - 1)...].prefix { Self.isPart($0) })
            next = occurrence.column + word.unicodeScalars.count
            let joint = source[end]
            let follows = end + 1 < source.count ? source[end + 1] : " "
            let isJoined =
                joint == "/" ? Self.isLetter(follows) : joint == "-" && Self.isPart(follows) && follows != "-"
            let parts = word.split { "/-".contains($0) }.map(String.init)
            guard isJoined, word != expression.source, !parts.contains(where: Self.hasScope) else { continue }
            let isName =
                training?.reports(word)
                ?? (word.contains("/") || isSpaced)
            guard isName, !parts.allSatisfy({ training?.reports($0) == true }) else { continue }
            let operation = joint == "/" ? "divided by" : "less"
            reader.error(
                "column \(occurrence.column) of `\(expression.source)`: this is `\(occurrence.name)` \(operation) what "
                    + "follows; for a metric called \"\(word)\" write \(Self.written(word)), for the calculation spaces "
                    + "around the `\(joint)`")
        }
    }

    /// Whether a text that is no expression was meant as one, rather than as a name.
    private static func isCalculation(_ text: String) -> Bool {
        text.contains(/[*+<>=]|\s[-\/%]\s|^\s*(min|max|abs|sqrt|log|log10|exp|floor|round)\s*\(/)
    }

    /// The characters around `column` that no space divides, where they can be a name.
    private static func word(around column: Int, in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard scalars.indices.contains(column - 1), scalars[column - 1] != " " else { return nil }
        let start = scalars[..<(column - 1)].lastIndex(of: " ").map { $0 + 1 } ?? 0
        let word = Self.text(scalars[start...].prefix { $0 != " " })
        return word.contains(/^[A-Za-z_][^"'\\*+<>=]*$/) ? word : nil
    }

    private static func written(_ name: String) -> String { Expression.spelling(of: "metrics.\(name)") }

    /// Where the name ends in the text; nil where it stands in brackets.
    private static func end(ofNameAt occurrence: Expression.Occurrence, in source: [Unicode.Scalar]) -> Int? {
        let start = occurrence.column - 1
        let name = Array(occurrence.name.unicodeScalars)
        guard source[start...].starts(with: name) else { return nil }
        return start + name.count
    }

    private static func hasScope(_ name: String) -> Bool { name.hasPrefix("params.") || name.hasPrefix("metrics.") }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || ("a" as Unicode.Scalar)..."z" ~= scalar || ("A" as Unicode.Scalar)..."Z" ~= scalar
    }

    /// Whether the scalar may stand in a name with slashes and dashes.
    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || ("0" as Unicode.Scalar)..."9" ~= scalar || "./-".unicodeScalars.contains(scalar)
    }
}
