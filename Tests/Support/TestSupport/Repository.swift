import Foundation

/// The checkout that the tests are built from, and the data that may lie beside it.
public enum Repository {
    /// Its root, which holds Package.swift.
    public static let root: String = {
        var folder = URL(fileURLWithPath: #filePath)
        repeat {
            folder.deleteLastPathComponent()
        } while !FileManager.default.fileExists(
            atPath: folder.appendingPathComponent("Package.swift").path) && folder.path != "/"
        return folder.path
    }()

    /// The definitions in `studies/`, by their paths in ascending order.
    public static let definitions: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/studies")) ?? []
        return names.filter { $0.hasSuffix(".json5") }.sorted().map { "\(root)/studies/\($0)" }
    }()

    /// A file or folder of the data beside the checkout; nil where it is absent, which is said once.
    public static func shared(_ name: String) -> String? {
        let path = URL(fileURLWithPath: root).deletingLastPathComponent().appendingPathComponent("shared/\(name)").path
        if FileManager.default.fileExists(atPath: path) { return path }
        print("skipped: there is no ../shared/\(name) beside the package")
        return nil
    }
}

/// Whether the process `identifier` is there and no zombie.
public func isAlive(_ identifier: Int) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8) else { return false }
    guard let close = status.lastIndex(of: ")") else { return false }
    return !status[close...].hasPrefix(") Z")
}
