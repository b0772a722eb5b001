import Foundation

/// The real data sets beside the package; tests are skipped where they are absent.
enum SharedData {
    static func path(_ name: String) -> String? {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            guard FileManager.default.fileExists(atPath: folder.path + "/Package.swift") else { continue }
            let path = folder.deletingLastPathComponent().path + "/shared/data/" + name
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        print("skipped: there is no ../shared/data/\(name) beside the package")
        return nil
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
