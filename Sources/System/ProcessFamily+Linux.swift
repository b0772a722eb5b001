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
                guard let mark, Self.environment(of: process, has: mark) else { return nil }
                return process.identity
            }
        }

        /// How often an environment is looked at that is empty, a millisecond apart.
        private static let looks = 200

        /// Whether `entry` is in the environment of a process. One that is becoming another program has neither environment nor
        /// arguments for a moment, and is looked at again.
        private static func environment(of process: Entry, has entry: String) -> Bool {
            let place = "/proc/\(process.identity.pid)"
            var withArguments = 0
            for _ in 0..<looks {
                guard let bytes = text(of: "\(place)/environ"), !process.isOfKernel else { return false }
                if !bytes.isEmpty { return bytes.split(separator: 0).contains { $0.elementsEqual(entry.utf8) } }
                // It may have become the other program between the two looks.
                if text(of: "\(place)/cmdline")?.isEmpty == false { withArguments += 1 }
                if withArguments == 3 { return false }
                SystemClock.sleep(seconds: 1e-3)
            }
            return false
        }

        /// nil where this user may not look, or there is no such process any more.
        private static func text(of path: String) -> [UInt8]? {
            guard let file = try? Descriptor(reading: path) else { return nil }
            var bytes: [UInt8] = []
            while bytes.count < 1 << 22, let more = try? file.receive(upTo: 1 << 16), !more.isEmpty { bytes += more }
            return bytes
        }

        /// A line of the system's table.
        private struct Entry {
            let identity: ProcessIdentity
            let group: Int
            /// Whether it is a thread of the kernel's, which has no environment.
            let isOfKernel: Bool

            /// nil where there is no such process, or only a zombie.
            init?(_ pid: Int) {
                guard let fields = ProcessIdentity.fields(of: pid), let start = Int(fields[19]),
                    let group = Int(fields[2]), let flags = Int(fields[6])
                else { return nil }
                isOfKernel = flags & 0x20_0000 != 0
                identity = ProcessIdentity(pid: pid, start: start)
                self.group = group
            }
        }
    }
#endif
