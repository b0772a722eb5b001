#if canImport(Darwin)
    internal import Darwin

    extension ChildCommand {
        static var noActions: posix_spawn_file_actions_t? { nil }
        static var noAttributes: posix_spawnattr_t? { nil }

        /// Has the child change to `path` before its program begins; an error number where that cannot be asked for.
        static func changeDirectory(
            _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t?>, _ path: String
        ) -> Int32 { posix_spawn_file_actions_addchdir_np(actions, path) }
    }
#endif
