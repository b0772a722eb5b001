// HTTP/1.1 for a few people on this machine: every connection is one request, and everything about it has a limit.
//
//     let server = try Server(on: "127.0.0.1", port: 8180)
//     try server.run(site, until: pipe.reading)        // returns once the pipe has something to read

public import System

/// What a server bears.
public struct ServerLimits: Sendable {
    /// Connections at once; further ones wait until one of them is over.
    public var connections = 200
    /// Streams of events at once.
    public var streams = 100
    /// Seconds that a client has to send its request, and to take each part of the answer.
    public var patience = 10.0
    /// Seconds between two questions to a stream.
    public var pause = 0.4

    /// The usual ones.
    public init() {}
}

/// Serves a site.
public final class Server {
    private let listener: Listener
    private let limits: ServerLimits
    private var clients: [Int: Client] = [:]
    private var lastID = 0
    /// Where there is no descriptor left for another connection, it waits a moment.
    private var nextAccept = 0.0

    /// Listens on `address` at `port`, on a free one for 0.
    public init(on address: String, port: Int, limits: ServerLimits = ServerLimits()) throws(SystemError) {
        listener = try Listener(on: address, port: port)
        self.limits = limits
    }

    /// Where it listens.
    public var port: Int { listener.port }

    /// Answers until `stop` is readable.
    public func run(_ site: Site, until stop: borrowing Descriptor) throws(SystemError) {
        Signals.ignoreBrokenPipes()
        let jobs = try Pipe()
        let outcomes = try Pipe()
        outcomes.writing.doNotBlock()
        outcomes.reading.doNotBlock()
        let desk = Desk(site, jobBell: jobs.reading, outcomeBell: outcomes.writing)
        for _ in 0..<4 { try BackgroundThread.run { desk.work() } }
        // The workers end when this pipe's last writer is gone, at the end of this call.
        let bell = jobs.writing
        let done = outcomes.reading
        func put(_ job: Job) throws(SystemError) {
            desk.put(job)
            _ = try bell.send([1])
        }
        var poll = Poll()
        while true {
            poll.removeAll()
            poll.add(stop.number)
            poll.add(done.number)
            let isOpen = clients.count < limits.connections && SystemClock.monotonicSeconds >= nextAccept
            if isOpen { poll.add(listener.descriptor.number) }
            var polled: [Int] = []
            for (id, client) in clients {
                if case .waiting = client.phase { continue }
                poll.add(client.socket.number, writable: client.hasOutput)
                polled.append(id)
            }
            let first = isOpen ? 3 : 2
            let ready = poll.wait(atMost: clients.isEmpty && isOpen ? 3600 : 0.1)
            if ready.contains(0) { break }
            if ready.contains(1) { _ = try done.receive(upTo: 4096) }
            for outcome in desk.take() { settle(outcome) }
            if isOpen, ready.contains(2) { accept() }
            for place in ready where place >= first {
                if let request = serve(polled[place - first]) { try put(request) }
            }
            for job in tick() { try put(job) }
        }
        clients = [:]
    }

    private func accept() {
        let now = SystemClock.monotonicSeconds
        do throws(SystemError) {
            while clients.count < limits.connections, let socket = try listener.accept() {
                lastID += 1
                clients[lastID] = Client(socket, deadline: now + limits.patience, end: now + 30 * limits.patience)
            }
        } catch {
            nextAccept = now + 0.2
        }
    }

    /// What a worker has found out.
    private func settle(_ outcome: Outcome) {
        switch outcome {
        case .reply(let id, .response(let response), let isHead):
            if let client = clients[id] { answer(client, response, isHead: isHead) }
        case .reply(let id, .events(let source), let isHead):
            guard let client = clients[id] else { return }
            let streams = clients.values.count { if case .streaming = $0.phase { true } else { false } }
            guard streams < limits.streams else {
                return answer(client, .plain(503, "Too many pages are open."), isHead: isHead)
            }
            let head = Response(type: "text/event-stream", "").head(length: nil)
            client.send(Array(head.utf8))
            client.phase = isHead ? .sending : .streaming(source)
            client.deadline = SystemClock.monotonicSeconds + limits.patience
        case .event(let id, let event):
            guard let client = clients[id] else { return }
            client.isAsked = false
            if let event { client.send(Array(event.text.utf8)) }
        }
    }

    private func answer(_ client: Client, _ response: Response, isHead: Bool = false) {
        client.send(response.bytes(isHead: isHead))
        client.phase = .sending
        client.deadline = SystemClock.monotonicSeconds + limits.patience
    }

    /// Reads from or writes to a client that is ready for it.
    private func serve(_ id: Int) -> Job? {
        guard let client = clients[id] else { return nil }
        if client.hasOutput {
            if client.flush() {
                client.deadline = SystemClock.monotonicSeconds + limits.patience
            } else {
                clients[id] = nil
            }
            return nil
        }
        guard let bytes = try? client.socket.receive(upTo: 1 << 14), !bytes.isEmpty else {
            clients[id] = nil
            return nil
        }
        guard case .reading = client.phase else { return nil }
        switch client.reader.read(bytes) {
        case .more: return nil
        case .refused(let response):
            answer(client, response)
            return nil
        case .request(let request):
            client.phase = .waiting
            return .answer(client: id, request)
        }
    }

    /// What is due: answers that have gone out, clients that are too slow, streams that are to be asked.
    private func tick() -> [Job] {
        let now = SystemClock.monotonicSeconds
        var jobs: [Job] = []
        for (id, client) in clients {
            switch client.phase {
            case .waiting: continue
            case .sending where !client.hasOutput:
                client.socket.finishSending()
                client.phase = .draining
                client.deadline = now + 1
            case .reading where now >= client.deadline:
                if client.reader.hasBegun {
                    answer(client, .plain(408, "The request took too long to come."))
                } else {
                    clients[id] = nil
                }
            case .sending, .draining, .reading: if now >= min(client.deadline, client.end) { clients[id] = nil }
            case .streaming(let source):
                if client.hasOutput {
                    if now >= client.deadline { clients[id] = nil }
                    continue
                }
                client.deadline = now + limits.patience
                if now >= client.nextBeat {
                    client.nextBeat = now + 15
                    client.send(Array(":\n\n".utf8))
                }
                if !client.isAsked, now >= client.nextAsk {
                    client.isAsked = true
                    client.nextAsk = now + limits.pause
                    jobs.append(.ask(client: id, source))
                }
            }
        }
        return jobs
    }
}
