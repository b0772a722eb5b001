/// A length of time as someone set it, with nothing rounded: `90 s`, `2 h`, `0.5 s`.
///
/// - Parameter seconds: not negative; hours or minutes are taken where they come out even.
public func exactDuration(_ seconds: Double) -> String {
    for (unit, name) in [(3600.0, "h"), (60.0, "min")] {
        let count = seconds / unit
        if count >= 1, count < 1e15, count == count.rounded() { return "\(Int(count)) \(name)" }
    }
    return seconds == seconds.rounded() && abs(seconds) < 1e15 ? "\(Int(seconds)) s" : "\(seconds) s"
}

/// A length of time as it was measured, rounded to two units at most: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`.
///
/// - Parameter seconds: `–` stands for what is negative, not finite, or longer than thirty years.
public func roundedDuration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    if seconds < 9.95 {
        let tenths = Int((seconds * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
    if whole < 86400 { return "\(whole / 3600) h \(two(whole % 3600 / 60)) min" }
    return "\(whole / 86400) d \(two(whole % 86400 / 3600)) h"
}
