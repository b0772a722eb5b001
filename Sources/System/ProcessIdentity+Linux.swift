#if os(Linux)
    extension ProcessIdentity {
        /// Field 22 of /proc/PID/stat; nil where there is no such process, or only a zombie.
        static func start(of pid: Int) -> Int? { fields(of: pid).flatMap { Int($0[19]) } }

        /// The fields of /proc/PID/stat from the third on, the state; nil where there is no such process, or only a zombie.
        static func fields(of pid: Int) -> [Substring]? {
            guard pid > 0, let text = Files.kernelText("/proc/\(pid)/stat") else { return nil }
            // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
            guard let end = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
            return fields
        }
    }

    extension Files {
        /// The start of a small file of the kernel's.
        static func kernelText(_ path: String) -> String? {
            guard let file = try? Descriptor(reading: path), let bytes = try? file.receive(upTo: 4096), !bytes.isEmpty
            else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
#endif
