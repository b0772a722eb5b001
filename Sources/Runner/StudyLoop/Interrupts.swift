// Ctrl-C as a thing that a loop can wait for.
//
//     let interrupts = try Interrupts()
//     interrupts.catchSignals()          // SIGINT, SIGTERM and SIGHUP count as requests from now on
//     interrupts.take()                  // how many there were since the last look

public import System

/// Requests to end a run, from signals or from another thread, kept in a pipe that poll(2) can wait for.
public final class Interrupts: Sendable {
    private let pipe: Pipe

    /// No request yet.
    public init() throws(SystemError) {
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
    public func request() { _ = try? pipe.writing.send([1]) }

    /// How many requests there were since the last call.
    func take() -> Int { (try? pipe.reading.receive(upTo: 64))?.count ?? 0 }

    /// Readable while there are requests.
    var descriptor: Int32 { pipe.reading.number }
}
