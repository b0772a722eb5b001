// What a trial printed that came to nothing, counted, so that its failure can be explained.
//
//     7 lines of JSON without `epoch`
//     `val_loss` was the string "high" in 3 reports

/// Counts what could not be used, by its kind.
struct Sightings: Sendable, Hashable {
    private struct Kind: Sendable, Hashable {
        let words: String
        var count: Int
    }

    private var lines: [String: Kind] = [:]
    private var values: [String: Kind] = [:]
    /// What else there is to say, in order.
    private(set) var remarks: [String] = []

    /// More kinds than this are not told apart.
    private static let mostKinds = 100

    /// A line of a kind: `line of JSON without epoch`, in the plural `lines of JSON …`.
    mutating func count(_ kind: String, _ words: @autoclosure () -> String = "") {
        Self.count(kind, words(), in: &lines)
    }

    /// What stood in the place of the metric `name`'s number: `the string "high"`.
    ///
    /// - Returns: whether that is the first time.
    @discardableResult
    mutating func count(metric name: String, was words: @autoclosure () -> String) -> Bool {
        let isFirst = values[name] == nil && values.count < Self.mostKinds
        Self.count(name, words(), in: &values)
        return isFirst
    }

    /// Says something once.
    ///
    /// - Returns: whether it was not said before.
    @discardableResult
    mutating func remark(_ text: String) -> Bool {
        guard remarks.count < Self.mostKinds, !remarks.contains(text) else { return false }
        remarks.append(text)
        return true
    }

    /// What was seen, in sentences without their capitals and points.
    ///
    /// - Parameter metrics: those of interest; where nothing stood in their places, a few others are told.
    func words(about metrics: [String]) -> [String] {
        let counted = lines.sorted { $0.key < $1.key }.map { kind, seen in
            "\(seen.count) \(seen.count == 1 ? "line" : "lines") \(kind)\(seen.words)"
        }
        let wanted = metrics.filter { values[$0] != nil }
        let figures = (wanted.isEmpty ? Array(values.keys.sorted().prefix(3)) : wanted).compactMap { name in
            values[name].map {
                "`\(excerpt(name))` was \($0.words) in \($0.count) \($0.count == 1 ? "report" : "reports")"
            }
        }
        return counted + figures + remarks
    }

    private static func count(_ key: String, _ words: @autoclosure () -> String, in kinds: inout [String: Kind]) {
        if let kind = kinds[key] {
            kinds[key]?.count = kind.count + 1
        } else if kinds.count < mostKinds {
            kinds[key] = Kind(words: words(), count: 1)
        }
    }
}

/// `text` for a message: one line, at most 60 characters.
func excerpt(_ text: String) -> String {
    let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
    return plain.count <= 60 ? plain : plain.prefix(59) + "…"
}
