// How a child process is started: as the leader of a process group of its own, with no signal blocked, and behind a gate.
//
//     let child = try command.prepare()      // it has a number, and has not begun
//     …                                      // where it is written down
//     let process = try child.begin()        // it becomes its program
//
// Whoever prepares a child and dies before it begins leaves nothing: the child ends at its gate.

internal import CProcess

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
    /// By how much its priority is lowered, beside this process's.
    public var nice = 0
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

    /// Makes the child, which waits to begin.
    ///
    /// - Throws: where the machine has no more processes or descriptors, or no program is named.
    public func prepare() throws(SystemError) -> WaitingChild {
        guard let program = arguments.first, !program.isEmpty else { throw SystemError("execve", code: ENOENT) }
        let gate = try Pipe()
        let status = try Pipe()
        var variables = environment.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)".utf8) }
        variables += undecodedEnvironment.filter { entry in
            environment[String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)] == nil
        }
        var process: pid_t = -1
        try withCStrings(Self.files(of: program).map { Array($0.utf8) }) { files throws(SystemError) in
            try withCStrings(arguments.map { Array($0.utf8) }) { arguments throws(SystemError) in
                try withCStrings(variables) { environment throws(SystemError) in
                    try withCStrings([Array(workingDirectory.utf8)]) { directory throws(SystemError) in
                        var child = hpo_child(
                            files: files, arguments: arguments, environment: environment, directory: directory[0],
                            input: input, output: output, errors: errors, gate: gate.reading.number,
                            status: status.writing.number, descriptors: DescriptorLimit.given,
                            nice: Int32(clamping: nice))
                        process = hpo_child_start(&child)
                        if process < 0 { throw SystemError("fork") }
                    }
                }
            }
        }
        return WaitingChild(
            ChildProcess(id: process), program: program, workingDirectory: workingDirectory, gate: gate.writing,
            status: status.reading)
    }

    /// Starts the program at once.
    ///
    /// - Returns: the process, which must be reaped.
    /// - Throws: where there is no such program or folder, or the machine has no more processes.
    public func start() throws(SystemError) -> ChildProcess { try prepare().begin() }

    /// Whether `program` is there, for a command that runs in `folder`.
    public static func finds(_ program: String, from folder: String) -> Bool {
        files(of: program).contains { Files.exists(Files.resolve($0, in: folder)) }
    }

    /// Where `program` may be.
    private static func files(of program: String) -> [String] {
        if program.contains("/") { return [program] }
        let path = CurrentProcess.variable("PATH") ?? "/usr/bin:/bin"
        return path.split(separator: ":", omittingEmptySubsequences: false).map { folder in
            folder.isEmpty ? "./\(program)" : "\(folder)/\(program)"
        }
    }
}

/// A child process that is there and has not become its program yet; it ends unless it begins.
public final class WaitingChild {
    /// The process, which stays the same when it begins.
    public let process: ChildProcess
    private let program: String
    private let workingDirectory: String
    private var gate: Descriptor?
    private let status: Descriptor
    private var hasBegun = false

    init(
        _ process: ChildProcess, program: String, workingDirectory: String, gate: consuming Descriptor,
        status: consuming Descriptor
    ) {
        self.process = process
        self.program = program
        self.workingDirectory = workingDirectory
        self.gate = .some(gate)
        self.status = status
    }

    deinit {
        if hasBegun { return }
        gate = nil
        _ = process.reap()
    }

    /// Has it become its program.
    ///
    /// - Returns: the process, which must be reaped.
    /// - Throws: where there is no such program or folder.
    public func begin() throws(SystemError) -> ChildProcess {
        hasBegun = true
        _ = try? gate?.send([1])
        gate = nil
        var failure = hpo_child_failure()
        let size = MemoryLayout<hpo_child_failure>.size
        guard let bytes = try? status.receive(upTo: size), bytes.count == size else { return process }
        withUnsafeMutableBytes(of: &failure) { $0.copyBytes(from: bytes) }
        _ = process.reap()
        if failure.step == 0 { throw SystemError("chdir", workingDirectory, code: failure.code) }
        throw SystemError("execve", program, code: failure.code)
    }
}

/// Lends `strings` as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(SystemError) -> Result
) throws(SystemError) -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
    for (position, string) in strings.enumerated() {
        pointers[position] = (string.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            $0.baseAddress.map { strdup($0) } ?? nil
        }
    }
    pointers[strings.count] = nil
    defer {
        for position in strings.indices { free(pointers[position]) }
        pointers.deallocate()
    }
    return try body(pointers)
}
