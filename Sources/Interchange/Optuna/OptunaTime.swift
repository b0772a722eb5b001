// Times as Optuna's storages have them: without a zone in its database, where Optuna 5 means UTC and Optuna 4 the machine's own
// time, and with one in its journal.

import System

enum OptunaTime {
    /// `2026-11-29 01:17:31.016888` or `2026-11-29T01:17:31.016888+00:00` in seconds since 1970; nil for what is neither.
    ///
    /// - Parameter isLocal: whether one without a zone is of this machine's.
    static func seconds(_ text: String, isLocal: Bool = false) -> Double? {
        var digits = Digits(text)
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
            let day = digits.number(2), digits.take("T") || digits.take(" "), let hour = digits.number(2),
            digits.take(":"), let minute = digits.number(2), digits.take(":"), let second = digits.number(2),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var wall = Double(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
        if digits.take(".") {
            guard let fraction = digits.fraction() else { return nil }
            wall += fraction
        }
        if digits.isAtEnd { return isLocal ? wall - offset(atWall: wall) : wall }
        if digits.take("Z") { return digits.isAtEnd ? wall : nil }
        let isAhead = digits.take("+")
        guard isAhead || digits.take("-"), let hours = digits.number(2) else { return nil }
        _ = digits.take(":")
        guard let minutes = digits.number(2), digits.isAtEnd else { return nil }
        let ahead = Double(hours * 3600 + minutes * 60)
        return isAhead ? wall - ahead : wall + ahead
    }

    /// The digits of a time, from its start on: there are two times for each trial.
    private struct Digits {
        private let bytes: [UInt8]
        private var position = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Character) -> Bool {
            guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
            position += 1
            return true
        }

        private mutating func digit() -> Int? {
            guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else {
                return nil
            }
            defer { position += 1 }
            return Int(bytes[position] - UInt8(ascii: "0"))
        }

        mutating func number(_ count: Int) -> Int? {
            var number = 0
            for _ in 0..<count {
                guard let digit = digit() else { return nil }
                number = number * 10 + digit
            }
            return number
        }

        /// What is behind the point, of which nine digits count.
        mutating func fraction() -> Double? {
            var (number, scale, count) = (0, 1, 0)
            while let digit = digit() {
                count += 1
                if count <= 9 { (number, scale) = (number * 10 + digit, scale * 10) }
            }
            return count == 0 ? nil : Double(number) / Double(scale)
        }
    }

    /// The same of UTC, as Optuna 5 stores it; nil for what is no time of a calendar.
    static func text(_ seconds: Double) -> String? {
        guard let micros = Int(exactly: (seconds * 1e6).rounded()), abs(micros) < 1 << 57 else { return nil }
        let perDay = 86_400_000_000
        let inDay = ((micros % perDay) + perDay) % perDay
        let (year, month, day) = date((micros - inDay) / perDay)
        let second = inDay / 1_000_000
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2)) \(clock).\(padded(inDay % 1_000_000, 6))"
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
        var digits = Digits(SystemClock.localTime(seconds))
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
            let day = digits.number(2), digits.take(" "), let hour = digits.number(2), digits.take(":"),
            let minute = digits.number(2)
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

    /// The day that lies `days` after 1970-01-01.
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * ofYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * fromMarch + 2) / 5 + 1)
    }
}
