#if !canImport(Darwin)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension Signals {
        /// Has the first signal `number` call `body`, and the next one do what it usually does.
        static func handleOnce(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = body
            action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND)
            sigaction(number, &action, nil)
        }
    }
#endif
