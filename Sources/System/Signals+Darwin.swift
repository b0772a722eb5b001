#if canImport(Darwin)
    internal import Darwin

    extension Signals {
        /// Whether nothing happens at the signal `number`.
        static func isIgnored(_ number: Int32) -> Bool {
            var present = sigaction()
            guard sigaction(number, nil, &present) == 0 else { return false }
            return unsafeBitCast(present.__sigaction_u.__sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
        }

        /// Has the first signal `number` call `body`, and the next one do what it usually does.
        static func handleOnce(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
            var action = sigaction()
            action.__sigaction_u.__sa_handler = body
            action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND)
            sigaction(number, &action, nil)
        }
    }
#endif
