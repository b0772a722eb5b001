// Text on its way to a stream that is read slowly, or not at all: whoever hands it over never waits.
//
//     let outbox = try Outbox(.output)
//     outbox.send("trial 7 completed\n")        // a thread of its own writes it
//     outbox.drain(within: 2)                   // whether all of it was written by then

internal import Synchronization

/// Writes to a standard stream in the background, in order.
public final class Outbox: Sendable {
    private let core: Core
    private let bell: Descriptor

    /// What the writing thread shares with those who hand over.
    private final class Core: Sendable {
        struct State {
            var waiting: [[UInt8]] = []
            var bytes = 0
            var isWriting = false
            var isBroken = false
        }

        let state = Mutex(State())
        let bell: Descriptor
        let stream: StandardStream

        init(_ stream: StandardStream, bell: consuming Descriptor) {
            self.stream = stream
            self.bell = bell
        }

        func work() {
            while let rings = try? bell.receive(upTo: 64) {
                while let text = next() {
                    do throws(SystemError) { try stream.write(text) } catch {
                        state.withLock { $0 = State(isBroken: true) }
                    }
                }
                if rings.isEmpty { return }
            }
        }

        private func next() -> [UInt8]? {
            state.withLock { state in
                state.isWriting = !state.waiting.isEmpty
                guard state.isWriting else { return nil }
                defer { (state.waiting, state.bytes) = ([], 0) }
                return Array(state.waiting.joined())
            }
        }
    }

    /// The most that waits, in bytes; beyond that it is dropped.
    private static let limit = 64 << 20

    /// An outbox for `stream`, nothing in it.
    public init(_ stream: StandardStream) throws(SystemError) {
        let pipe = try Pipe()
        pipe.writing.doNotBlock()
        let core = Core(stream, bell: pipe.reading)
        self.core = core
        bell = pipe.writing
        try BackgroundThread.run { core.work() }
    }

    /// Hands `text` over. Where nobody reads any more it is dropped, and where far too much waits already.
    public func send(_ text: String) { send(Array(text.utf8)) }

    /// Hands bytes over, which may be no text.
    public func send(_ bytes: [UInt8]) {
        let isFirst = core.state.withLock { state in
            guard !state.isBroken, state.bytes < Self.limit else { return false }
            defer {
                state.waiting.append(bytes)
                state.bytes += bytes.count
            }
            return state.waiting.isEmpty
        }
        if isFirst { _ = try? bell.send([1]) }
    }

    /// Whether all that was handed over is written, or dropped.
    public var isIdle: Bool { core.state.withLock { !$0.isWriting && $0.waiting.isEmpty } }

    /// Waits until all is written, at most `seconds` where that is said.
    ///
    /// - Returns: whether it is.
    @discardableResult
    public func drain(within seconds: Double? = nil) -> Bool {
        let deadline = seconds.map { SystemClock.monotonicSeconds + $0 }
        while !isIdle {
            if let deadline, SystemClock.monotonicSeconds >= deadline { return false }
            SystemClock.sleep(seconds: 0.002)
        }
        return true
    }
}
