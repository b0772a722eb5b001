import Runner
import Search
import Storage

/// Runs programs that cost nothing: each reports its next epoch as soon as the one before is answered.
final class ReportingLauncher: Launcher {
    private let epochs: Int
    private var running: [(id: AttemptID, next: Int, isAnswered: Bool)] = []
    private var pending: [JobEvent] = []
    /// How many reports there were.
    private(set) var reports = 0

    init(epochs: Int) { self.epochs = epochs }

    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        running.append((job.id, 1, true))
        pending.append(.started(job.id))
    }

    func adopt(_ job: Job, _ handle: JobHandle) -> Bool { false }
    func forget(_ id: AttemptID) { kill(id) }
    func end(_ handle: JobHandle) {}
    func hasEnded(_ id: AttemptID) -> Bool { false }

    func answer(_ verdict: Verdict, to id: AttemptID) {
        guard let index = running.firstIndex(where: { $0.id == id }) else { return }
        running[index].isAnswered = true
        if verdict == .stop { running[index].next = .max }
    }

    func terminate(_ id: AttemptID) { kill(id) }

    func kill(_ id: AttemptID) {
        running.removeAll { $0.id == id }
        pending.append(.ended(id, .signalled(9)))
    }

    func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        var events = pending
        pending = []
        for index in running.indices where running[index].isAnswered {
            let (id, epoch, _) = running[index]
            running[index].isAnswered = false
            guard epoch <= epochs else {
                events.append(.ended(id, .exited(status: 0)))
                continue
            }
            let loss = 1 / Double(epoch) + Double(id.trial % 97) / 100
            let line = "{\"epoch\": \(epoch), \"train_loss\": \(loss), \"val_loss\": \(loss + 0.1), \"lr\": 0.001}\n"
            events.append(.printed(id, .output, bytes: Array(line.utf8)))
            running[index].next += 1
            reports += 1
        }
        let ended = Set(events.compactMap { if case .ended(let id, _) = $0 { id } else { nil } })
        running.removeAll { ended.contains($0.id) }
        return events
    }
}
