import Foundation

/// The program as the tests were built with it.
public enum BuiltProgram {
    /// The binary, which lies beside the test bundle.
    public static let path = binary("hpo")
    /// The benchmarks.
    public static let benchmarks = binary("hpo-bench")

    private static func binary(_ name: String) -> String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let built = URL(fileURLWithPath: "\(Repository.root)/.build/debug")
        let candidates = [bundle, Bundle.main.bundleURL, built]
        let found = candidates.map { $0.appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        return (found ?? bundle.appendingPathComponent(name)).path
    }
}
