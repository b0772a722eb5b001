// Work that falls into parts which share nothing, on as many threads as there are parts.

internal import Dispatch
private import Synchronization

/// Parts of one piece of work that are done at the same time.
public enum ParallelWork {
    /// Does `part` for 0 ..< `count`, at once where the machine has the cores for it, and returns when all are done.
    ///
    /// - Returns: what each gave, in the order of the parts.
    public static func results<Result: Sendable>(of count: Int, _ part: @Sendable (Int) -> Result) -> [Result] {
        guard count > 1 else { return (0..<count).map(part) }
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = part(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
