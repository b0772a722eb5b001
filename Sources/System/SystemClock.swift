#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The system's clocks.
public enum SystemClock {
    /// The time in seconds since 1970.
    public static var secondsSince1970: Double { seconds(CLOCK_REALTIME) }

    /// Seconds of a clock that never goes back.
    public static var monotonicSeconds: Double { seconds(CLOCK_MONOTONIC) }

    /// Seconds of a processor that this process has used.
    public static var processorSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Does nothing for a while, at most a second.
    public static func sleep(seconds: Double) { usleep(UInt32(max(0, min(seconds, 1)) * 1_000_000)) }

    /// `seconds` since 1970 as local time: `2026-03-14 15:09`; a dash for what is no time.
    public static func localTime(_ seconds: Double) -> String {
        guard var moment = time_t(exactly: seconds.rounded(.down)), (-(1 << 40)...(1 << 40)).contains(moment) else {
            return "–"
        }
        var parts = tm()
        localtime_r(&moment, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M", &parts)
        return String(nullTerminated: buffer.prefix(count))
    }
}
