#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// This process.
public enum CurrentProcess {
    /// Its number.
    public static var id: Int { Int(getpid()) }

    /// Its environment, but for what is no UTF-8.
    public static var environment: [String: String] {
        var variables: [String: String] = [:]
        for entry in entries {
            if let text = String(validating: entry, as: UTF8.self),
                let equals = text.utf8.firstIndex(of: UInt8(ascii: "="))
            {
                variables[String(text[..<equals])] = String(text[text.utf8.index(after: equals)...])
            }
        }
        return variables
    }

    /// The variables of its environment that are no UTF-8, each as the bytes `NAME=VALUE`.
    public static var undecodedEnvironment: [[UInt8]] {
        entries.filter { String(validating: $0, as: UTF8.self) == nil }
    }

    private static var entries: [[UInt8]] {
        var entries: [[UInt8]] = []
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let entry = next?.pointee {
            entries.append(UnsafeRawBufferPointer(start: entry, count: strlen(entry)).map { $0 })
            next = next?.advanced(by: 1)
        }
        return entries
    }

    /// What of the words that it was started with is no UTF-8, so that no text can name the same: an argument, a variable whose
    /// name begins with `prefix`, or the working directory.
    public static func undecoded(variables prefix: String) -> String? {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[index] else { break }
            if String(validatingCString: argument) == nil { return "argument \(index)" }
        }
        if let entry = undecodedEnvironment.first(where: { $0.starts(with: prefix.utf8) }) {
            return String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
        }
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(validatingCString: path) == nil ? "the working directory's name" : nil
    }

    /// The value of an environment variable, nil where it is not set or empty.
    public static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value[0] != 0 else { return nil }
        return String(cString: value)
    }

    /// Who runs it, as the environment says; otherwise the number of the user.
    public static var user: String { variable("USER") ?? variable("LOGNAME") ?? "\(geteuid())" }

    /// The working directory without symbolic links, nil where it has been deleted.
    public static var workingDirectory: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Ends the process with `status`.
    public static func end(_ status: Int32) -> Never { exit(status) }
}
