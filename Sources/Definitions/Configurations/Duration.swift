/// Reads a length of time: `"2h"`, `"90s"`, `"1h30m"`, `"1.5 days"`, or a plain number of seconds.
///
/// - Returns: seconds, finite and not negative; nil where the text is none.
public func secondsOfDuration(_ text: String) -> Double? {
    let units: [String: Double] = [
        "ms": 0.001, "s": 1, "sec": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "minute": 60, "minutes": 60,
        "h": 3600, "hour": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400,
    ]
    guard text.utf8.count <= 100 else { return nil }
    var rest = text.filter { $0 != " " }[...]
    if rest.isEmpty { return nil }
    var total = 0.0
    while !rest.isEmpty {
        let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        rest = rest.dropFirst(number.count)
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(unit.count)
        guard let count = Double(number) else { return nil }
        if unit.isEmpty, number.count == text.filter({ $0 != " " }).count { return count.isFinite ? count : nil }
        guard let seconds = units[unit.lowercased()] else { return nil }
        total += count * seconds
    }
    return total.isFinite ? total : nil
}
