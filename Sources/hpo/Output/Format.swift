import Expressions
import Studies
import System
import Words

/// Values as people read them; JSON has them in full.
enum Format {
    /// `1 trial`, `3 trials`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// A number in six significant digits.
    static func number(_ value: Double?, digits: Int = 6) -> String {
        guard let value else { return "–" }
        if value.isNaN { return "nan" }
        return Mathematics.text(value, digits: digits)
    }

    /// By how much conditions are violated: `2.5`, and `> 0` where a limit is reached that must not be.
    static func violation(_ value: Double?) -> String {
        guard let value, value > 0, value < 1e-9 else { return number(value) }
        return "> 0"
    }

    /// A parameter's value; of a very long text the beginning.
    static func value(_ value: Value?) -> String {
        switch value {
        case nil: "–"
        case .int(let value): String(value)
        case .float(let value): number(value, digits: 5)
        case .string(let value): shown(value).cut(to: longestText)
        case .bool(let value): String(value)
        }
    }

    private static let longestText = 200

    /// A share in per cent: `12 %`.
    static func percent(_ share: Double) -> String { "\(Mathematics.text((share * 1000).rounded() / 10, digits: 2)) %" }

    /// A measured length of time: `3 min 20 s`.
    static func duration(_ seconds: Double) -> String { roundedDuration(seconds) }

    /// Trials a minute: `6 a minute`, `2,110 a minute`.
    static func rate(_ perMinute: Double) -> String {
        guard perMinute.isFinite, perMinute >= 1000, perMinute < 1e15 else {
            return "\(number(perMinute, digits: 3)) a minute"
        }
        var digits = String(Int(perMinute.rounded()))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",") + " a minute"
    }

    /// A size on a disk, in powers of ten: `984 MB`, `1.1 GB`.
    static func bytes(_ count: Int) -> String {
        var (value, unit) = (Double(count), "bytes")
        for larger in ["kB", "MB", "GB", "TB"] where value >= 1000 { (value, unit) = (value / 1000, larger) }
        return "\(Mathematics.text(value, digits: value >= 100 ? 3 : 2)) \(unit)"
    }

    /// A failure's reason on one line of at most `width` columns: what happened, and the last line of the log, which has at
    /// least half of them where it needs them.
    static func reason(_ reason: String, width: Int) -> String {
        let (what, last) = reasonParts(reason)
        guard let last = last?.printable else { return what.printable.cut(to: width) }
        let room = max(width / 2, width - last.columns - 2, min(what.columns, 24))
        return "\(what.printable.cut(to: room)): \(last)".cut(to: width)
    }
}
