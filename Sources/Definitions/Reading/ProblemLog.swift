import JSON

/// Collects what a reading finds, so that it can go on to the next mistake.
final class ProblemLog {
    let file: String
    private(set) var errors: [DefinitionProblem] = []
    private(set) var warnings: [DefinitionProblem] = []
    private var unlisted = 0

    /// A file of nothing but mistakes is not worth more lines than this.
    private static let limit = 100

    init(file: String) { self.file = file }

    func error(
        at position: JSONPosition?, _ keyPath: String, _ message: @autoclosure () -> String,
        suggestion: @autoclosure () -> String? = nil
    ) {
        guard errors.count < Self.limit else {
            unlisted += 1
            return
        }
        errors.append(
            DefinitionProblem(
                file: file, position: position, keyPath: keyPath, message: message(), suggestion: suggestion()))
    }

    func warning(at position: JSONPosition?, _ keyPath: String, _ message: @autoclosure () -> String) {
        guard warnings.count < Self.limit else { return }
        warnings.append(DefinitionProblem(file: file, position: position, keyPath: keyPath, message: message()))
    }

    var hasErrors: Bool { !errors.isEmpty }

    /// Whether any of the top-level `sections` has an error.
    func hasErrors(in sections: Set<String>) -> Bool {
        unlisted > 0
            || errors.contains { sections.contains(String($0.keyPath.prefix { $0 != "." && $0 != "[" })) }
    }

    /// The errors in the order of the file.
    var failure: DefinitionErrors { DefinitionErrors(problems: Self.inOrder(errors), unlisted: unlisted) }

    var warningLines: [String] { Self.inOrder(warnings).map(\.description) }

    private static func inOrder(_ problems: [DefinitionProblem]) -> [DefinitionProblem] {
        let start = JSONPosition(line: 0, column: 0)
        return problems.enumerated().sorted {
            ($0.element.position ?? start, $0.offset) < ($1.element.position ?? start, $1.offset)
        }.map(\.element)
    }
}
