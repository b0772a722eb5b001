// Ctrl-C as a thing that a loop can wait for.
//
//     let interrupts = try Interrupts()
//     interrupts.catchSignals()          // SIGINT, SIGTERM and SIGHUP count as requests from now on
//     interrupts.take()                  // how many there were since the last look

public import System

/// Requests to end a run, from signals or from another thread, kept in a pipe that poll(2) can wait for.
public final class Interrupts: Sendable {
    private let pipe: Pipe
    /// Whether SIGTERM asks the run to hand its trials over to the next one, rather than to end them.
    private let handsOver: Bool

    /// No request yet.
    public init(handsOver: Bool = false) throws(SystemError) {
        self.handsOver = handsOver
        pipe = try Pipe()
        pipe.reading.doNotBlock()
        pipe.writing.doNotBlock()
    }

    deinit { Signals.releaseInterrupts(to: pipe.writing.number) }

    /// From now on, until this object goes, SIGINT, SIGTERM and SIGHUP are requests here. One object at a time has them.
    public func catchSignals() { Signals.deliverInterrupts(to: pipe.writing.number) }

    /// From now on the signals do what they usually do.
    public func release() { Signals.releaseInterrupts(to: pipe.writing.number) }

    /// Asks for the end, as Ctrl-C does.
    public func request() { send(.interrupt) }

    /// Asks for the hand-over, where the run hands over.
    public func requestHandOver() { send(.terminate) }

    private func send(_ signal: Signal) { _ = try? pipe.writing.send([UInt8(truncatingIfNeeded: signal.number)]) }

    /// How many requests there were since the last call.
    func take() -> Int { takeRequests().ends }

    /// How many requests to end there were since the last call, and whether there was one to hand over.
    func takeRequests() -> (ends: Int, handsOver: Bool) {
        let bytes = (try? pipe.reading.receive(upTo: 64)) ?? []
        let handOvers = handsOver ? bytes.count { Int32($0) == Signal.terminate.number } : 0
        return (bytes.count - handOvers, handOvers > 0)
    }

    /// Readable while there are requests.
    var descriptor: Int32 { pipe.reading.number }
}
