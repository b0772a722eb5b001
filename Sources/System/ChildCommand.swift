// How a child process is started: as the leader of a process group of its own, with no signal ignored or blocked.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A program to start, and all that it is given.
public struct ChildCommand {
    /// The program and its arguments; the program is looked for in PATH unless it has a slash.
    public var arguments: [String]
    /// Its environment.
    public var environment: [String: String]
    /// Further variables that are no UTF-8, each as the bytes `NAME=VALUE`; those of the environment go first.
    public var undecodedEnvironment: [[UInt8]] = []
    /// Where it runs.
    public var workingDirectory: String
    /// The descriptor that becomes its standard input.
    public var input: Int32
    /// The descriptor that becomes its standard output.
    public var output: Int32
    /// The descriptor that becomes its standard error.
    public var errors: Int32

    /// A command of all its parts.
    public init(
        arguments: [String], environment: [String: String], workingDirectory: String, input: Int32, output: Int32,
        errors: Int32
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// Starts the program.
    ///
    /// - Returns: the process, which must be reaped.
    /// - Throws: where there is no such program or folder, or the machine has no more processes.
    public func start() throws(SystemError) -> ChildProcess {
        var actions = Self.noActions
        var attributes = Self.noAttributes
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let code = Self.changeDirectory(&actions, workingDirectory)
        if code != 0 { throw SystemError("posix_spawn_file_actions_addchdir_np", workingDirectory, code: code) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        guard let program = arguments.first else { throw SystemError("posix_spawn", code: ENOENT) }

        var variables = environment.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)".utf8) }
        variables += undecodedEnvironment.filter { entry in
            environment[String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)] == nil
        }
        return try withCStrings(arguments.map { Array($0.utf8) }) { arguments throws(SystemError) in
            try withCStrings(variables) { environment throws(SystemError) in
                var process: pid_t = 0
                let code = posix_spawnp(&process, program, &actions, &attributes, arguments, environment)
                if code != 0 { throw SystemError("posix_spawn", program, code: code) }
                return ChildProcess(id: process)
            }
        }
    }
}

/// Lends `strings` as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [[UInt8]], _ body: ([UnsafeMutablePointer<CChar>?]) throws(SystemError) -> Result
) throws(SystemError) -> Result {
    let pointers =
        strings.map { string in
            (string.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
                $0.baseAddress.map { strdup($0) } ?? nil
            }
        } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return try body(pointers)
}
