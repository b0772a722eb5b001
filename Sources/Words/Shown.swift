// Text from outside as it is shown to people: nothing in it moves a cursor, rings, colours or hides what stands beside it.

/// `text` without what a terminal would act on: control characters (C0 with ESC, DEL, C1 such as U+009B) and the invisible
/// ones that reorder text, each as Swift writes it: `\u{1B}`, `\n`.
///
/// - Parameter keeping: control characters that stay as they are, such as a line feed in a text of several lines.
public func shown(_ text: String, keeping: Set<Unicode.Scalar> = []) -> String {
    guard text.unicodeScalars.contains(where: { isUnsafe($0) && !keeping.contains($0) }) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if isUnsafe(scalar), !keeping.contains(scalar) {
            safe.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
        } else {
            safe.append(scalar)
        }
    }
    return String(safe)
}

/// One character in quotes, such as `"/"`; what cannot be seen by its number.
func shown(scalar: Unicode.Scalar) -> String {
    if scalar == " " { return "a space" }
    if isUnsafe(scalar) || scalar.properties.isWhitespace { return "the control character \(number(scalar))" }
    return scalar.properties.canonicalCombiningClass == .notReordered ? "\"\(scalar)\"" : "the mark \(number(scalar))"
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    // Line and paragraph separators; what turns the direction of what follows around.
    case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
    default: false
    }
}

private func number(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
