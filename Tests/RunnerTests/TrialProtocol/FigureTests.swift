import Testing

@testable import Runner

@Suite("Numbers as programs print them")
struct FigureTests {
    @Test(
        "a number is read where it can mean one thing only",
        arguments: [
            ("0.5", 0.5), (" 0.5\r", 0.5), ("1e-3", 1e-3), ("-2E+4", -2e4), ("+3", 3), (".5", 0.5), ("007", 7),
            ("0.5,", 0.5), ("0.5;", 0.5), ("'0.5'", 0.5), ("\"0.5\"", 0.5), ("'0.5',", 0.5), ("50%", 0.5),
            ("12.5 %", 0.125), ("1.2M", 1.2e6), ("3k", 3000), ("3 K", 3000), ("tensor(0.5)", 0.5),
            ("tensor(0.5, device='cuda:0')", 0.5), ("tensor(-2., grad_fn=<NllLossBackward0>)", -2),
            ("np.float64(0.5)", 0.5), ("numpy.float32(1e-3)", 1e-3), ("Array(0.5, dtype=float32)", 0.5),
            ("inf", .infinity), ("-Infinity", -.infinity), ("Inf", .infinity), ("np.float64(-inf)", -.infinity),
        ])
    func numbers(text: String, number: Double) { #expect(Figure.read(text) == number) }

    @Test("not a number is a number", arguments: ["nan", "NaN", "NAN", "'nan'", "tensor(nan)", "-nan", "nan,"])
    func notANumber(text: String) throws { #expect(try #require(Figure.read(text)).isNaN) }

    @Test(
        "what is no number, or two, is none",
        arguments: [
            "", " ", "-", "high", "e5", "1e", "0x10", "12:03", "1/10", "0.5 0.6", "0,5", "1,234", "12,345.6", "0.5,x",
            "%",
            "k", "3m", "loss(0.5)", "tensor([0.5, 0.6])", "tensor()", "1_000", "١", "nan%", "infk", "--1", "1.2.3",
            "''",
        ])
    func none(text: String) { #expect(Figure.read(text) == nil) }

    @Test(
        "a comma is the decimal one where it cannot group thousands, or where the study says so",
        arguments: [
            ("0,5", 0.5, 0.5), ("-12,34", -12.34, -12.34), ("0,500", 0.5, 0.5), ("1,2345", 1.2345, 1.2345),
            ("50,5%", 0.505, 0.505), ("1,234", nil, 1.234), ("12,345.6", nil, nil), ("1,2,3", nil, nil),
            ("1.5", 1.5, 1.5),
        ] as [(String, Double?, Double?)])
    func commas(text: String, careful: Double?, always: Double?) {
        #expect(Figure.read(text, comma: .whereUnambiguous) == careful)
        #expect(Figure.read(text, comma: .always) == always)
    }

    @Test(
        "an epoch is an integer from 0",
        arguments: [
            ("0", 0), ("3", 3), ("3.0", 3), ("\"3\"", 3), (" 12,", 12), ("1e3", 1000), ("0.5", nil), ("-1", nil),
            ("1k", nil), ("50%", nil), ("nan", nil), ("inf", nil), ("1000000001", nil), ("", nil),
            ("9223372036854775808", nil),
        ] as [(String, Int?)])
    func epochs(text: String, epoch: Int?) { #expect(Figure.epoch(text, largest: 1_000_000_000) == epoch) }
}
