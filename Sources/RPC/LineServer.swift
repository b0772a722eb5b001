// A client at standard input and output: lines come, lines go, until the input ends or a signal asks for the end.

public import System

/// Talks to one client over the standard streams.
public struct LineServer {
    /// Why it has ended.
    public enum End: Sendable, Hashable {
        /// The input has ended.
        case input
        /// The input has ended in the middle of a line, of which nothing was done.
        case halfLine
        /// Nobody reads the output any more.
        case output
        /// A signal has asked for it.
        case signal
    }

    /// What a pipe that is writable takes without keeping anybody waiting: POSIX promises 512 bytes, Linux and macOS these.
    private static let portion = 4096
    /// Answers wait for those of the lines that came with theirs, up to so many bytes.
    private static let longestWait = 64 << 10

    /// How long it stays awake for the next request, in seconds.
    private static let patience = 100e-6

    /// When the last answers went out.
    private var answered = -Double.infinity
    private let peer: Peer
    private var lines = MessageLines(limit: Peer.longestLine)

    /// A server for `peer`.
    public init(_ peer: Peer) { self.peer = peer }

    /// Answers until there is no more to answer.
    ///
    /// - Parameter interrupts: readable once the end is asked for.
    public mutating func run(until interrupts: borrowing Descriptor) -> End {
        var poll = Poll()
        while true {
            poll.removeAll()
            poll.add(StandardStream.input.rawValue)
            poll.add(interrupts.number)
            let ready = wait(for: &poll)
            if ready.contains(1) { return .signal }
            if ready.isEmpty { continue }
            switch StandardStream.input.read(upTo: 64 << 10) {
            case .interrupted: continue
            case .end: return lines.hasPartial ? .halfLine : .input
            case .bytes(let bytes): if let end = answer(bytes, until: interrupts) { return end }
            }
        }
    }

    /// Waits for what comes next. To be woken up takes longer than most requests do: a client that asks again at once finds it
    /// awake, and one that does not costs it a moment.
    private func wait(for poll: inout Poll) -> [Int] {
        let end = answered + Self.patience
        while SystemClock.monotonicSeconds < end {
            let ready = poll.wait(atMost: 0)
            if !ready.isEmpty { return ready }
        }
        return poll.wait(atMost: 3600)
    }

    /// Answers the lines that `bytes` complete.
    private mutating func answer(_ bytes: [UInt8], until interrupts: borrowing Descriptor) -> End? {
        var output: [UInt8] = []
        for line in lines.split(bytes[...]) {
            switch line {
            case .whole(let line): output += peer.answer(to: line) ?? []
            case .overlong: output += peer.answerToOverlongLine()
            }
            if output.count > Self.longestWait {
                if let end = Self.send(output, until: interrupts) { return end }
                output = []
            }
        }
        let end = Self.send(output, until: interrupts)
        answered = SystemClock.monotonicSeconds
        return end
    }

    /// Writes all of `bytes`; a reader who has stopped reading keeps it waiting until a signal comes.
    private static func send(_ bytes: [UInt8], until interrupts: borrowing Descriptor) -> End? {
        var rest = bytes[...]
        var poll = Poll()
        while !rest.isEmpty {
            poll.removeAll()
            poll.add(StandardStream.output.rawValue, writable: true)
            poll.add(interrupts.number)
            let ready = poll.wait(atMost: 3600)
            guard ready.contains(0) else {
                if ready.contains(1) { return .signal }
                continue
            }
            do throws(SystemError) { try StandardStream.output.write(Array(rest.prefix(portion))) } catch {
                return .output
            }
            rest = rest.dropFirst(portion)
        }
        return nil
    }
}
