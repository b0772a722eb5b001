import TestSupport
import Testing

/// Optuna itself, where it is installed.
enum OptunaInterpreter {
    private static let reader = PythonReader(
        "optuna_check.py", variable: "HPO_OPTUNA_PYTHON", modules: "optuna")

    static var path: String? { reader.path }

    /// Runs `Tests/Support/optuna_check.py`; what it printed, and its exit status.
    static func check(_ arguments: String...) throws -> (status: Int32, output: String) {
        try reader.check(arguments)
    }
}

/// The files that Optuna itself has made, there while the tests of a suite run.
struct OptunaFiles: SuiteTrait, TestScoping {
    @TaskLocal static var folder: TemporaryFolder?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let answer = try OptunaInterpreter.check("make", folder.path)
        #expect(answer.status == 0, "\(answer.output)")
        try await Self.$folder.withValue(folder) { try await function() }
    }
}
