import Foundation

@testable import Engine

/// The folders of reference data beside the package; tests are skipped where they are absent.
enum ReferenceFolder {
    static let shared: String? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            guard FileManager.default.fileExists(atPath: folder.path + "/Package.swift") else { continue }
            let shared = folder.deletingLastPathComponent().path + "/shared"
            return FileManager.default.fileExists(atPath: shared) ? shared : nil
        }
        return nil
    }()

    /// Where PyTorch's answers are: `HPO_REFERENCE`, else `../shared/reference`.
    static let path: String? = {
        if let path = ProcessInfo.processInfo.environment["HPO_REFERENCE"], !path.isEmpty { return path }
        return shared.map { $0 + "/reference" }
    }()

    /// Opens one file of PyTorch's answers, or says that it is not there.
    static func file(_ name: String) throws(FileError) -> TensorFile? {
        guard let path, FileManager.default.fileExists(atPath: "\(path)/\(name).safetensors") else {
            print("skipped: there is no reference file \(name); set HPO_REFERENCE to the folder that holds it")
            return nil
        }
        return try TensorFile(opening: "\(path)/\(name).safetensors")
    }
}

/// A folder of its own for one test, removed afterwards.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("hpo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
