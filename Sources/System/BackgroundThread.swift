/// Work on a thread of its own, off Swift's cooperative pool, which waiting calls would block.
public final class BackgroundThread: Sendable {
    let work: @Sendable () -> Void

    private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    /// Does `work` on a new thread that nobody waits for.
    public static func run(_ work: @escaping @Sendable () -> Void) throws(SystemError) {
        let thread = Unmanaged.passRetained(BackgroundThread(work))
        let code = start(thread)
        if code == 0 { return }
        thread.release()
        throw SystemError("pthread_create", code: code)
    }
}
