// What has become of a job, from what its folder and its scheduler say: facts in, an end out.
//
// The truth is the file that the job writes last; what the scheduler says only explains why it is not there. A question that
// was not answered tells nothing.

/// What is known of one job over time.
struct JobWatch: Sendable {
    /// Since when the scheduler says that it is over, or does not know it.
    private(set) var goneSince: Double?
    /// What the scheduler said then.
    private var reason: (text: String, isFailure: Bool)?
    /// Seconds for the end file to appear once the scheduler says that the job is gone.
    let grace: Double

    init(grace: Double = 15) { self.grace = grace }

    /// The scheduler has answered: `state` is nil where it does not know the job.
    mutating func heard(_ state: QueueState?, at now: Double) {
        switch state {
        case .pending?, .running?: (goneSince, reason) = (nil, nil)
        case .over(let text, let isFailure)?:
            goneSince = goneSince ?? now
            reason = (text, isFailure)
        case nil: goneSince = goneSince ?? now
        }
    }

    /// How it ended without having said so, once that is sure.
    ///
    /// - Parameters:
    ///   - isCancelled: whether we have cancelled it.
    ///   - hasStarted: whether it has begun to run.
    ///   - words: what else is known of a job that failed before it could begin.
    func end(isCancelled: Bool, hasStarted: Bool, words: () -> String?, at now: Double) -> JobEnd? {
        guard let goneSince else { return nil }
        let wait = isCancelled && !hasStarted ? min(grace, 1) : grace
        guard now - goneSince >= wait else { return nil }
        if isCancelled { return .signalled(15) }
        guard let reason else {
            return .interrupted(reason: "the scheduler does not know its job any more")
        }
        // What its place does to a job says nothing of the program, whatever is written about it.
        guard reason.isFailure else { return .interrupted(reason: reason.text) }
        guard !hasStarted else { return .lost(reason: reason.text) }
        return words().map { .lost(reason: "its job could not begin: \($0)") } ?? .interrupted(reason: reason.text)
    }
}
