#if !canImport(Darwin)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension ChildCommand {
        static var noActions: posix_spawn_file_actions_t { posix_spawn_file_actions_t() }
        static var noAttributes: posix_spawnattr_t { posix_spawnattr_t() }

        /// Has the child change to `path` before its program begins; an error number where that cannot be asked for.
        ///
        /// The C library has the call, but its headers hide it from Swift (they ask for _GNU_SOURCE).
        static func changeDirectory(
            _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ path: String
        ) -> Int32 {
            typealias Function =
                @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
            guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return ENOSYS }
            return unsafeBitCast(symbol, to: Function.self)(actions, path)
        }
    }
#endif
