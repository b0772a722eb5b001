// Times as Optuna's storages have them: local ones without a zone in its database, and such with one in its journal.

import System

enum OptunaTime {
    /// `2026-11-29 01:17:31.016888` of this machine's zone, or `2026-11-29T01:17:31.016888+00:00`, in seconds since 1970; nil
    /// for what is neither.
    static func seconds(_ text: String) -> Double? {
        guard let match = text.wholeMatch(of: pattern()) else { return nil }
        let parts = match.output
        guard let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3), let hour = Int(parts.4),
            let minute = Int(parts.5), let second = Double(parts.6), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let wall = Double(days(year, month, day)) * 86_400 + Double(hour * 3600 + minute * 60) + second
        guard let zone = parts.7, zone != "Z" else { return parts.7 == nil ? wall - offset(atWall: wall) : wall }
        let sign = zone.hasPrefix("-") ? -1.0 : 1.0
        guard let hours = Double(zone.dropFirst().prefix(2)), let minutes = Double(zone.suffix(2)) else { return nil }
        return wall - sign * (hours * 3600 + minutes * 60)
    }

    private static func pattern() -> Regex<
        (Substring, Substring, Substring, Substring, Substring, Substring, Substring, Substring?)
    > {
        /(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?/
    }

    /// The same, as the database has it.
    static func local(_ seconds: Double) -> String? {
        guard let micros = Int(exactly: (seconds * 1e6).rounded()) else { return nil }
        let inMinute = ((micros % 60_000_000) + 60_000_000) % 60_000_000
        let text = SystemClock.localTime(Double((micros - inMinute) / 1_000_000))
        guard text.utf8.count == 16 else { return nil }
        let (second, fraction) = (inMinute / 1_000_000, inMinute % 1_000_000)
        return text + ":" + padded(second, 2) + "." + padded(fraction, 6)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// By how much this machine's clock was ahead of UTC when it showed `wall`.
    private static func offset(atWall wall: Double) -> Double {
        let first = offset(at: wall)
        return offset(at: wall - first)
    }

    private static func offset(at seconds: Double) -> Double {
        let shown = SystemClock.localTime(seconds)
        guard let match = shown.wholeMatch(of: /(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), let hour = Int(match.4),
            let minute = Int(match.5)
        else { return 0 }
        let wall = days(year, month, day) * 86_400 + hour * 3600 + minute * 60
        return Double(wall) - (seconds / 60).rounded(.down) * 60
    }

    /// The days from 1970-01-01 to a day of the Gregorian calendar, counted from March so that leap days come last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
