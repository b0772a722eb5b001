import Testing

@testable import Charts

@Suite("Numbers in charts")
struct NumberTextTests {
    @Test(
        "are shown in few digits",
        arguments: [
            (0.1 + 0.2, "0.3"), (0, "0"), (-0.0, "0"), (1.23456e-7, "1.235e-7"), (12345.6, "12346"), (9.9999, "10"),
            (1e300, "1e300"), (.leastNonzeroMagnitude, "5e-324"), (-0.00012345, "-0.0001235"), (.nan, "NaN"),
            (-.infinity, "-inf"),
            (123_456_789, "1.235e8"), (0.99995, "1"),
        ])
    func short(value: Double, text: String) { #expect(NumberText.short(value) == text) }

    @Test(
        "have logarithms that are right to the last digits",
        arguments: [.leastNormalMagnitude / 64, 1e-7, 0.5, 1, 2, 1000, 1.7e308])
    func logarithms(value: Double) {
        let exponent = logarithm10(value)
        let whole = exponent.rounded(.down)
        #expect(abs(logarithm10(value / powerOfTen(Int(whole) / 2)) - (exponent - Double(Int(whole) / 2))) < 1e-12)
        #expect(Int((exponent + 1e-12).rounded(.down)) == decade(of: value))
    }
}
