/// Reads a length of time: `"2h"`, `"90s"`, `"1h30m"`, `"1.5 days"`, or a plain number of seconds.
///
/// ```
/// duration = seconds | part { part }        part = number unit        seconds = number, or 1e3 and the like
/// unit = ms | s sec second seconds | m min minute minutes | h hour hours | d day days
/// ```
/// A part's number is digits with at most one point. Units may be written in capitals, spaces may stand anywhere, and
/// the parts are added up in whatever order they come: `1h30m` needs its `m`.
///
/// - Returns: seconds, finite and not negative; nil where the text is none.
public func secondsOfDuration(_ text: String) -> Double? {
    let written = text.filter { $0 != " " }
    if let seconds = Double(written) { return seconds.isFinite && seconds.sign == .plus ? seconds : nil }
    var rest = written[...]
    if rest.isEmpty { return nil }
    var total = 0.0
    while !rest.isEmpty {
        let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        rest = rest.dropFirst(number.count)
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(unit.count)
        guard let count = Double(number), let seconds = secondsOfUnit[unit.lowercased()] else { return nil }
        total += count * seconds
    }
    return total.isFinite ? total : nil
}

private let secondsOfUnit: [String: Double] = [
    "ms": 0.001, "s": 1, "sec": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hour": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400,
]
