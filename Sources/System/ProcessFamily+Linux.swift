#if os(Linux)
    extension ProcessFamily {
        /// Those that run now, by what /proc says of every process that this user may look at.
        ///
        /// A group outlives its leader, and its number stays its own as long as it has members. Whether they are those of this
        /// leader, and not of a later process of the same number, their mark says, and where there is none their start.
        func members() -> [ProcessIdentity] {
            let group = leader.map { ($0, isLed: $0.isRunning) }
            let own = CurrentProcess.id
            return Files.names(in: "/proc").compactMap { name in
                guard let pid = Int(name), pid > 1, pid != own, let process = Entry(pid) else { return nil }
                let isInGroup = group.map { process.group == $0.0.pid && process.identity.start >= $0.0.start } ?? false
                if isInGroup, mark == nil || group?.isLed == true { return process.identity }
                guard let mark, Self.environment(of: pid, has: mark) else { return nil }
                return process.identity
            }
        }

        private static func environment(of pid: Int, has entry: String) -> Bool {
            guard let file = try? Descriptor(reading: "/proc/\(pid)/environ") else { return false }
            var bytes: [UInt8] = []
            while bytes.count < 1 << 22, let more = try? file.receive(upTo: 1 << 16), !more.isEmpty { bytes += more }
            return bytes.split(separator: 0).contains { $0.elementsEqual(entry.utf8) }
        }

        /// A line of the system's table.
        private struct Entry {
            let identity: ProcessIdentity
            let group: Int

            /// nil where there is no such process, or only a zombie.
            init?(_ pid: Int) {
                guard let fields = ProcessIdentity.fields(of: pid), let start = Int(fields[19]),
                    let group = Int(fields[2])
                else { return nil }
                identity = ProcessIdentity(pid: pid, start: start)
                self.group = group
            }
        }
    }
#endif
