#if !canImport(Darwin)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension BackgroundThread {
        /// Starts the thread, which takes over the reference; an error number where there is none to be had.
        static func start(_ body: Unmanaged<BackgroundThread>) -> Int32 {
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<BackgroundThread>.fromOpaque(context).takeRetainedValue().work() }
                    return nil
                }, body.toOpaque())
            if code == 0 { pthread_detach(thread) }
            return code
        }
    }
#endif
