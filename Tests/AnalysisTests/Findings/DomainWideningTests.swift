import Expressions
import Search
import Testing

@testable import Analysis

@Suite("Wider domains")
struct DomainWideningTests {
    @Test(
        "go further by half their width, or a third of their decades, within what makes sense",
        arguments: [
            ("lr", Domain.float(low: 1e-4, high: 1e-1, log: true), true, Domain.float(low: 1e-4, high: 1, log: true)),
            ("lr", .float(low: 1e-4, high: 1e-1, log: true), false, .float(low: 1e-5, high: 1e-1, log: true)),
            ("dropout", .float(low: 0, high: 0.5, step: 0.05), true, .float(low: 0, high: 0.75, step: 0.05)),
            ("dropout", .float(low: 0, high: 0.9), true, .float(low: 0, high: 0.95)),
            ("momentum", .float(low: 0.8, high: 0.99), true, .float(low: 0.8, high: 0.99 + 0.005)),
            ("cosine_weight", .float(low: 0.5, high: 0.95), true, .float(low: 0.5, high: 1)),
            ("weight_decay", .float(low: 0.1, high: 0.4), false, .float(low: 0, high: 0.4)),
            ("shift", .float(low: -1, high: 1), false, .float(low: -2, high: 1)),
            ("shift", .float(low: 10, high: 20), true, .float(low: 10, high: 25)),
            ("layers", .int(low: 1, high: 6), true, .int(low: 1, high: 9)),
            ("layers", .int(low: 4, high: 6), false, .int(low: 3, high: 6)),
            ("width", .int(low: 16, high: 64, step: 16), true, .int(low: 16, high: 96, step: 16)),
            ("units", .int(low: 8, high: 512, log: true), true, .int(low: 8, high: 2000, log: true)),
            ("units", .int(low: 8, high: 512, log: true), false, .int(low: 2, high: 512, log: true)),
            (
                "d_model", .choice([.int(32), .int(64), .int(128)], ordered: true), true,
                .choice([.int(32), .int(64), .int(128), .int(256)], ordered: true)
            ),
            (
                "heads", .choice([.int(2), .int(4)], ordered: true), false,
                .choice([.int(1), .int(2), .int(4)], ordered: true)
            ),
        ])
    func widened(name: String, domain: Domain, isHigh: Bool, expected: Domain) {
        #expect(domain.widened(high: isHigh, name: name) == expected)
    }

    @Test(
        "are none where a range ends where it must, or nobody can say what comes next",
        arguments: [
            ("dropout", Domain.float(low: 0, high: 0.5), false), ("share", .float(low: 0.2, high: 1), true),
            ("layers", .int(low: 1, high: 6), false), ("layers", .int(low: 0, high: 6), false),
            ("units", .int(low: 1, high: 512, log: true), false),
            ("kind", .choice([.string("a"), .string("b")], ordered: true), true),
            ("heads", .choice([.int(1), .int(2)], ordered: true), false),
            ("rate", .choice([.float(0.25), .float(0.5)], ordered: true), true),
        ])
    func natural(name: String, domain: Domain, isHigh: Bool) {
        #expect(domain.widened(high: isHigh, name: name) == nil)
    }

    @Test(
        "are domains without a mistake", arguments: [0.001, 0.3, 0.77, 0.9999, 12345.678],
        [(false, nil as Double?), (true, nil), (false, 0.0001)])
    func sound(high: Double, kind: (log: Bool, step: Double?)) throws {
        let domain = Domain.float(low: high / 7, high: high, step: kind.step, log: kind.log)
        for name in ["dropout", "other"] {
            for isHigh in [false, true] {
                guard let wider = domain.widened(high: isHigh, name: name) else { continue }
                let space = try Space(parameters: [Parameter(name: name, domain: wider)])
                // What was tried before is in it.
                for value in [domain.end(high: false), domain.end(high: true)] {
                    #expect(space.parameters[0].domain.canonical(value) != nil, "\(domain) \(wider)")
                }
            }
        }
    }
}

extension Domain {
    fileprivate func end(high: Bool) -> Value {
        let axis = Axis(self)
        if let count = axis.count { return axis.value(ofCell: high ? count - 1 : 0) }
        return axis.value(at: high ? 1 : 0)
    }
}
