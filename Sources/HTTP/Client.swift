import System

/// One connection, as the thread that talks to all of them has it.
final class Client {
    /// What is done with it.
    enum Phase {
        /// Its request comes in.
        case reading
        /// Its answer is worked out.
        case waiting
        /// Its answer goes out.
        case sending
        /// It is told of events.
        case streaming(any EventSource)
        /// Its answer has gone out; what still comes in is thrown away, so that the answer is not lost with it.
        case draining
    }

    let socket: Descriptor
    var phase = Phase.reading
    var reader = RequestReader()
    private var output: ArraySlice<UInt8> = []
    /// When it is given up.
    var deadline: Double
    /// When it is given up even if it goes on taking its answer, as little as it may be.
    var end: Double
    /// Whether a worker asks its stream just now.
    var isAsked = false
    /// When its stream is asked next, and when it is shown that it is still there.
    var nextAsk = 0.0
    var nextBeat = 0.0

    init(_ socket: consuming Descriptor, deadline: Double, end: Double) {
        self.socket = socket
        self.end = end
        self.deadline = deadline
    }

    /// Whether something waits to go out.
    var hasOutput: Bool { !output.isEmpty }

    func send(_ bytes: [UInt8]) { output += bytes[...] }

    /// Sends what it takes now.
    ///
    /// - Returns: false where it is gone.
    func flush() -> Bool {
        do throws(SystemError) {
            let sent = try socket.send(output)
            output = output.dropFirst(sent)
            return true
        } catch {
            return false
        }
    }
}
