import Runner
import Search

/// One program that runs, ran or is to run in a simulated place.
final class SimulatedJob {
    let id: AttemptID
    let program: SimulatedProgram
    /// What it did, and when that can be seen.
    private(set) var history: [(visible: Double, event: JobEvent)] = []
    private var steps: ArraySlice<Step>
    /// When it goes on; infinity where it waits for an answer, nil when it is over.
    private(set) var resumesAt: Double?
    /// Answers on their way, or in its pipe.
    private var answers: [(at: Double, Verdict)] = []
    private var terminatesAt: Double?
    private let lag: Double
    /// Whether nobody reads what it prints any more, and it ends of that.
    var isUnheard = false
    /// What it has said so far.
    private(set) var said: Said = [:]
    /// The last epoch that its checkpoint has.
    private(set) var saved: Int?
    private var chance: Chance

    init(_ id: AttemptID, _ program: SimulatedProgram, since now: Double, lag: Double, _ chance: Chance) {
        self.id = id
        self.program = program
        self.lag = lag
        self.chance = chance
        steps = program.steps[...]
        resumesAt = now
        tell(.started(id), at: now)
    }

    var isOver: Bool { resumesAt == nil }

    /// When it does something next.
    var nextStep: Double {
        guard let resumesAt else { return .infinity }
        let heard = resumesAt == .infinity ? answers.first?.at ?? .infinity : resumesAt
        return min(heard, terminatesAt ?? .infinity)
    }

    /// Does all that is due by `now`.
    func advance(to now: Double) {
        while !isOver, nextStep <= now {
            if let asked = terminatesAt, asked <= min(resumesAt ?? .infinity, answers.first?.at ?? .infinity) {
                return finish(chance.once(in: 4) ? .exited(status: 0) : .signalled(15), at: asked)
            }
            if resumesAt == .infinity {
                let (at, verdict) = answers.removeFirst()
                if verdict == .stop || verdict == .pause, program.heedsStop {
                    return finish(.exited(status: 0), at: at)
                }
                resumesAt = at
            } else {
                step(at: nextStep)
            }
        }
    }

    private func step(at now: Double) {
        switch steps.popFirst() ?? .end(.exited(status: 0)) {
        case .print(let text, let pieces, let says):
            if isUnheard { return finish(.signalled(13), at: now) }
            said = says
            let bytes = Array(text.utf8)
            let cut = pieces > 1 ? chance.int(in: 0...bytes.count) : 0
            for part in [bytes[..<cut], bytes[cut...]] where !part.isEmpty {
                tell(.printed(id, .output, bytes: Array(part)), at: now)
            }
        case .wait(let seconds): resumesAt = now + seconds
        case .listen:
            if let first = answers.first, first.at <= now {
                answers.removeFirst()
                if first.1 != .continue, program.heedsStop { finish(.exited(status: 0), at: now) }
            } else {
                resumesAt = .infinity
            }
        case .save(let epoch): saved = epoch
        case .end(let end): finish(end, at: now)
        }
    }

    func answer(_ verdict: Verdict, at now: Double) {
        let late = chance.number(in: 0...lag)
        answers.append((max(answers.last?.at ?? 0, now + late), verdict))
    }

    func terminate(at now: Double) {
        if program.heedsTermination, terminatesAt == nil { terminatesAt = now + chance.number(in: 0...lag) }
    }

    func finish(_ end: JobEnd, at now: Double) {
        guard !isOver else { return }
        resumesAt = nil
        tell(.ended(id, end), at: now)
    }

    /// Things are seen in their order, each a while after it was done.
    private func tell(_ event: JobEvent, at now: Double) {
        history.append((max(history.last?.visible ?? 0, now + chance.number(in: 0...lag)), event))
    }
}
