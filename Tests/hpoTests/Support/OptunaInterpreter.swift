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
