/// How a time axis counts.
public enum TimeAxis: Sendable, Hashable {
    /// Seconds since the start, shown as h:mm, or as seconds where all is short.
    case elapsed
    /// Seconds since 1970, shown as times of day and dates; `offset` is the zone's, in seconds east of Greenwich.
    case dates(offset: Int)

    /// Steps that divide days, hours and minutes evenly, in seconds.
    private static let steps: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
        172_800,
        604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
    ]

    /// Ticks in `low ... high`, about `count` of them, with their labels.
    func ticks(from low: Double, through high: Double, about count: Int) -> [Tick] {
        let wanted = (high - low) / Double(max(1, count))
        let step = Self.steps.first { $0 >= wanted * 0.8 } ?? niceStep(wanted)
        let shift = if case .dates(let offset) = self { Double(offset) } else { 0.0 }
        let first = ((low + shift) / step).rounded(.up)
        var ticks: [Tick] = []
        var index = first
        var lastDay: Double?
        while index * step - shift <= high, ticks.count < 200 {
            let value = index * step
            switch self {
            case .elapsed: ticks.append(Tick(value: value, label: Self.elapsed(value, step: step, until: high)))
            case .dates:
                let day = (value / 86400).rounded(.down)
                ticks.append(
                    Tick(value: value - shift, label: Self.moment(value, step: step, isNewDay: day != lastDay)))
                lastDay = day
            }
            index += 1
        }
        return ticks
    }

    /// What the axis is called, with its unit.
    func title(from low: Double, through high: Double) -> String {
        switch self {
        case .elapsed:
            high < 120 ? "time since the start (s)" : "time since the start (h:mm\(high < 3600 ? ":ss" : ""))"
        case .dates(let offset):
            "time (\(offset == 0 ? "UTC" : "UTC\(offset < 0 ? "-" : "+")\(Self.two(abs(offset) / 3600)):\(Self.two(abs(offset) / 60 % 60))"))"
        }
    }

    /// A length of time: `12.5 s`, `3:05` in minutes and seconds below an hour with `:ss`, else `2:05` in hours and minutes.
    private static func elapsed(_ seconds: Double, step: Double, until high: Double) -> String {
        if high < 120 { return NumberText.fixed(seconds, decimals: step < 1 ? 1 : 0) }
        guard seconds.magnitude < 1e15 else { return NumberText.short(seconds) }
        let whole = Int(seconds.rounded())
        let clock = "\(whole / 3600):\(two(whole / 60 % 60))"
        return high < 3600 || step < 60 ? clock + ":\(two(whole % 60))" : clock
    }

    /// A time of day, with the date where a day begins on the axis.
    private static func moment(_ seconds: Double, step: Double, isNewDay: Bool) -> String {
        guard seconds.magnitude < 1e12 else { return NumberText.short(seconds) }
        let whole = Int(seconds.rounded(.down))
        let days = Int((seconds / 86400).rounded(.down))
        let inDay = whole - days * 86400
        let date = CivilDate(daysSince1970: days)
        if step >= 86400 { return step >= 31_536_000 ? "\(date.year)" : date.text }
        let clock = "\(two(inDay / 3600)):\(two(inDay / 60 % 60))" + (step < 60 ? ":\(two(inDay % 60))" : "")
        return isNewDay ? "\(date.text) \(clock)" : clock
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A day of the Gregorian calendar; after Howard Hinnant, "chrono-compatible low-level date algorithms", 2013.
struct CivilDate: Hashable, Sendable {
    let year: Int
    let month: Int
    let day: Int

    init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// ISO 8601: `2026-11-28`.
    var text: String { "\(year)-\(TimeAxis.two(month))-\(TimeAxis.two(day))" }
}
