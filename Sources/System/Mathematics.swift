// What the C library computes and the standard library lacks.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The C library's mathematics: its last bits may differ from one system to another.
public enum Mathematics {
    /// The sine of an angle in radians.
    public static func sine(_ angle: Double) -> Double { sin(angle) }
    /// The cosine of an angle in radians.
    public static func cosine(_ angle: Double) -> Double { cos(angle) }
    /// e to the power `value`.
    public static func exponential(_ value: Double) -> Double { exp(value) }
    /// The natural logarithm.
    public static func logarithm(_ value: Double) -> Double { log(value) }
    /// The logarithm to the base 10.
    public static func logarithm10(_ value: Double) -> Double { log10(value) }
    /// `base` to the power `exponent`.
    public static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    /// The sine of an angle in radians, computed in double precision.
    public static func sine(_ angle: Float) -> Float { Float(sin(Double(angle))) }
    /// e to the power `value`, computed in double precision.
    public static func exponential(_ value: Float) -> Float { Float(exp(Double(value))) }

    /// `value` in at most `digits` significant digits, as C's %g has it, but for an exponent without zeros: `1e-7`.
    public static func text(_ value: Double, digits: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(digits), value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
        let text = String(nullTerminated: buffer)
        guard let exponent = text.firstIndex(of: "e"), let power = Int(text[text.index(after: exponent)...]) else {
            return text
        }
        return "\(text[..<exponent])e\(power)"
    }
}
