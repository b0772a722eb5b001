/// When the log is to be copied into the file: decided from the log's length alone.
///
/// ```swift
/// var plan = CheckpointPlan(pages: 1000)
/// plan.committed(length: 1003)  // isDue
/// plan.tried()                  // not before 2003, unless the log has begun anew
/// ```
///
/// A checkpoint that readers cut short is not tried again at once: each try costs a sync of the log, and a reader of an
/// older state may stay for long.
struct CheckpointPlan {
    /// The length, in pages, at which the log is to be copied.
    let pages: Int
    private var length = 0
    private var next: Int

    init(pages: Int) {
        precondition(pages >= 1, "a checkpoint of an empty log does nothing")
        self.pages = pages
        next = pages
    }

    /// A commit has left the log `length` pages long.
    mutating func committed(length: Int) {
        // Shorter than before: all of it was copied, and a commit of someone's has begun it anew.
        if length < self.length { next = pages }
        self.length = length
    }

    /// A checkpoint has been run, whatever came of it.
    mutating func tried() { next = length + pages }

    /// Whether a checkpoint should be tried now.
    var isDue: Bool { length >= next }

    /// Whether the log is so long that a checkpoint is worth waiting for.
    var isUrgent: Bool { isDue && length >= 4 * pages }

    /// How long to keep writers out after an urgent checkpoint: while readers take turns there is always one that still
    /// needs the log, unless for a moment nothing is added to it. None can be seen from outside to have ended.
    var milliseconds: Int32 { Int32(min(length / pages, 500)) }
}
