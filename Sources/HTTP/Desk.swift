// Where the thread that talks to clients leaves work, and a few threads do it: a page that takes long holds nobody else up.

internal import Synchronization
import System

/// What is to be worked out for a client.
enum Job: Sendable {
    /// The answer to a request.
    case answer(client: Int, Request)
    /// What a stream has to tell.
    case ask(client: Int, any EventSource)
}

/// What has come of it.
enum Outcome: Sendable {
    case reply(client: Int, Reply, isHead: Bool)
    case event(client: Int, ServerEvent?)
}

/// Jobs on their way to the workers, and what comes of them.
final class Desk: Sendable {
    private let jobs = Mutex<[Job]>([])
    private let outcomes = Mutex<[Outcome]>([])
    private let site: Site
    /// A byte for each job.
    private let jobBell: Descriptor
    /// A byte for each outcome, which may be lost where very many wait.
    private let outcomeBell: Descriptor

    init(_ site: Site, jobBell: consuming Descriptor, outcomeBell: consuming Descriptor) {
        self.site = site
        self.jobBell = jobBell
        self.outcomeBell = outcomeBell
    }

    func put(_ job: Job) { jobs.withLock { $0.append(job) } }

    func take() -> [Outcome] {
        outcomes.withLock { outcomes in
            defer { outcomes = [] }
            return outcomes
        }
    }

    /// Does jobs until nobody can leave any more.
    func work() {
        while let rings = try? jobBell.receive(upTo: 1), !rings.isEmpty {
            guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { continue }
            let outcome: Outcome =
                switch job {
                case .answer(let client, let request):
                    .reply(client: client, site.reply(to: request), isHead: request.method == "HEAD")
                case .ask(let client, let source): .event(client: client, source.next())
                }
            outcomes.withLock { $0.append(outcome) }
            _ = try? outcomeBell.send([1])
        }
    }
}
