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
        /// An answer could not be written.
        case unwritable(SystemError)
        /// A signal has asked for it.
        case signal
    }

    /// What a pipe that is writable takes without keeping anybody waiting: POSIX promises 512 bytes, Linux and macOS these.
    private static let portion = 4096
    /// Answers that the client does not take yet wait for one another, up to so many bytes.
    private static let longestOutput = 64 << 10
    /// How long an answer in hand waits for a reader once the end is asked for, in seconds.
    private static let lastPatience = 1.0
    /// Answers wait for those of the lines that came with theirs, up to so many seconds.
    private static let longestWait = 5e-3

    /// How long it stays awake for the next request, in seconds.
    private static let patience = 100e-6

    /// When the last answers went out.
    private var answered = -Double.infinity
    private let peer: Peer
    private var lines = MessageLines(limit: Peer.longestLine)
    /// Answers that have not gone out.
    private var output: ArraySlice<UInt8> = []

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

    /// Answers the lines that `bytes` complete, as long as there is somebody to answer.
    private mutating func answer(_ bytes: [UInt8], until interrupts: borrowing Descriptor) -> End? {
        var halt = Halt(interrupts: interrupts.number)
        var begun = SystemClock.monotonicSeconds
        for line in lines.split(bytes[...]) {
            switch line {
            case .whole(let line): output += peer.answer(to: line, while: { !halt.stops(beforeAnswer: $0) }) ?? []
            case .overlong: output += peer.answerToOverlongLine()
            }
            if halt.end != nil { break }
            if output.count > Self.longestOutput {
                if let end = send(waiting: true, until: interrupts) { return end }
            } else if SystemClock.monotonicSeconds - begun > Self.longestWait {
                if let end = send(waiting: false, until: interrupts) { return end }
            }
            if output.isEmpty { begun = SystemClock.monotonicSeconds }
        }
        let end = send(waiting: true, until: interrupts)
        answered = SystemClock.monotonicSeconds
        return halt.end ?? end
    }

    /// Writes the answers: those that the client takes at once, or all of them, a reader who has stopped reading keeping it
    /// waiting until a signal comes.
    private mutating func send(waiting: Bool, until interrupts: borrowing Descriptor) -> End? {
        var poll = Poll()
        while !output.isEmpty {
            poll.removeAll()
            poll.add(StandardStream.output.rawValue, writable: true)
            poll.add(interrupts.number)
            let ready = poll.wait(atMost: waiting ? 3600 : 0)
            if !ready.contains(0) {
                if !ready.contains(1) {
                    if waiting { continue }
                    return nil
                }
                poll.removeAll()
                poll.add(StandardStream.output.rawValue, writable: true)
                if poll.wait(atMost: Self.lastPatience).isEmpty { return .signal }
            }
            do throws(SystemError) { try StandardStream.output.write(Array(output.prefix(Self.portion))) } catch {
                return error.isWithoutReader ? .output : .unwritable(error)
            }
            output = output.dropFirst(Self.portion)
        }
        output = []
        return nil
    }
}

/// Looks, before each request, whether it is still to be done.
private struct Halt {
    let interrupts: Int32
    private(set) var end: LineServer.End?
    private var poll = Poll()

    init(interrupts: Int32) {
        self.interrupts = interrupts
        poll.add(interrupts)
        poll.add(hangUpOf: StandardStream.output.rawValue)
    }

    /// Whether a request is not to be done. One that wants no answer does not need somebody who reads it.
    mutating func stops(beforeAnswer wantsAnswer: Bool) -> Bool {
        if end == nil {
            let ready = poll.wait(atMost: 0)
            if ready.contains(0) {
                end = .signal
            } else if wantsAnswer, ready.contains(1) {
                end = .output
            }
        }
        return end != nil
    }
}
