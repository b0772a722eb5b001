import Expressions
import HPOTesting
import Search
import Testing

@Suite struct SpaceTests {
    private func parameter(_ name: String, when condition: String? = nil) throws -> Parameter {
        Parameter(
            name: name, domain: .int(low: 0, high: 9), condition: try condition.map { try Expression(parsing: $0) })
    }

    @Test("the order of parameters is by dependency, then by name, whatever the declaration's")
    func order() throws {
        let declared = try [
            parameter("z"), parameter("b", when: "z > 1"), parameter("a", when: "twice > 3"), parameter("m"),
        ]
        let derived = try [DerivedParameter(name: "twice", expression: Expression(parsing: "2 * b"))]
        let space = try Space(parameters: declared, derived: derived)
        #expect(space.parameters.map(\.name) == ["m", "z", "b", "a"])
        #expect(try Space(parameters: declared.reversed(), derived: derived) == space)
    }

    @Test("a circle of dependencies is refused with its members in order")
    func cycle() throws {
        let parameters = try [
            parameter("a", when: "c > 1"), parameter("b", when: "a > 1"), parameter("c", when: "b > 1"),
        ]
        #expect(throws: SpaceError.cycle(["a", "c", "b"])) { try Space(parameters: parameters) }
        let itself = try [parameter("x", when: "x > 1")]
        #expect(throws: SpaceError.cycle(["x"])) { try Space(parameters: itself) }
    }

    @Test("names that do not exist or exist twice are refused")
    func names() throws {
        let lost = try [parameter("a", when: "missing > 1")]
        #expect(throws: SpaceError.unknownName("missing", context: "a")) { try Space(parameters: lost) }
        let twice = try [parameter("a"), parameter("a")]
        #expect(throws: SpaceError.repeatedName("a")) { try Space(parameters: twice) }
        let one = try [parameter("a")]
        #expect(throws: SpaceError.repeatedName("a")) { try Space(parameters: one, fixed: ["a": .int(1)]) }
        let constraint = try [Expression(parsing: "b > 1")]
        #expect(throws: SpaceError.unknownName("b", context: "b > 1")) {
            try Space(parameters: one, constraints: constraint)
        }
    }

    @Test("what follows from the seed is known of a trial, and nothing that is searched for depends on it")
    func seed() throws {
        let derived = try [
            DerivedParameter(name: "fold", expression: Expression(parsing: "seed % 5")),
            DerivedParameter(
                name: "next", expression: Expression(parsing: "fold + a"), condition: Expression(parsing: "seed > 9")),
        ]
        let parameters = try [parameter("a")]
        let space = try Space(parameters: parameters, derived: derived)
        let sampled = Configuration(["a": .int(3)])
        #expect(try space.resolve(sampled) == sampled)
        #expect(try space.resolve(sampled, seed: 7).values == ["a": .int(3), "fold": .int(2)])
        #expect(try space.resolve(sampled, seed: 14).values == ["a": .int(3), "fold": .int(4), "next": .int(7)])
        #expect(space.cardinality == 10)
        #expect(["a", "fold", "next", "seed"].map(space.followsFromSeed) == [false, true, true, false])

        let later = try parameters + [parameter("b", when: "next > 2")]
        #expect(throws: SpaceError.followsFromSeed("next", context: "b")) {
            try Space(parameters: later, derived: derived)
        }
        let constraint = try [Expression(parsing: "a > seed")]
        #expect(throws: SpaceError.followsFromSeed("seed", context: "a > seed")) {
            try Space(parameters: parameters, constraints: constraint)
        }
        // A value of that name is what is meant where there is one.
        let named = try Space(
            parameters: parameters, derived: derived, constraints: constraint, fixed: ["seed": .int(2)])
        #expect(try named.resolve(sampled, seed: 14)["fold"] == .int(2))
    }

    @Test("a condition must be true or false, and types must fit")
    func types() throws {
        let number = try [parameter("a"), parameter("b", when: "a + 1")]
        #expect(throws: SpaceError.notACondition(context: "b", source: "a + 1", found: .int)) {
            try Space(parameters: number)
        }
        let mixed = try [parameter("a"), parameter("b", when: "a == 'sgd'")]
        #expect(throws: SpaceError.self) { try Space(parameters: mixed) }
    }

    @Test(
        "a domain without sense is refused",
        arguments: [
            (Domain.int(low: 2, high: 1), SpaceError.emptyRange(parameter: "p", low: .int(2), high: .int(1))),
            (.int(low: 0, high: 1, log: true), .logNeedsPositive(parameter: "p", low: .int(0))),
            (.int(low: 0, high: 1, step: 0), .badStep(parameter: "p", step: .int(0))),
            (.int(low: .min, high: .max), .rangeTooWide(parameter: "p")),
            (.int(low: 1, high: 9, step: 2, log: true), .stepWithLog(parameter: "p")),
            (.float(low: 1, high: 0), .emptyRange(parameter: "p", low: .float(1), high: .float(0))),
            (.float(low: 0, high: 1, log: true), .logNeedsPositive(parameter: "p", low: .float(0))),
            (.float(low: 0, high: .infinity), .rangeTooWide(parameter: "p")),
            (.float(low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude), .rangeTooWide(parameter: "p")),
            (.float(low: .nan, high: 1), .rangeTooWide(parameter: "p")),
            (.float(low: 0, high: 1, step: -0.1), .badStep(parameter: "p", step: .float(-0.1))),
            (.float(low: 0, high: 1, step: 1e-300), .rangeTooWide(parameter: "p")),
            (.float(low: 1, high: 2, step: 0.1, log: true), .stepWithLog(parameter: "p")),
            (.choice([]), .noChoices(parameter: "p")),
            (.choice([.int(1), .float(1)]), .repeatedChoice(parameter: "p", value: .float(1))),
            (.choice([.float(.nan)]), .notANumber(parameter: "p")),
        ])
    func domains(domain: Domain, error: SpaceError) {
        #expect(throws: error) { try Space(parameters: [Parameter(name: "p", domain: domain)]) }
    }

    @Test("a configuration resolves to sampled, derived and fixed values")
    func resolve() throws {
        let space = try Spaces.mixed()
        let sampled = Configuration([
            "layers": .int(4), "heads": .int(8), "d_model": .float(64), "cosine_weight": .float(0.75),
            "eta_min": .float(1e-6), "dropout": .float(0.15000000000000002), "warmup": .int(10),
        ])
        let resolved = try space.resolve(sampled)
        #expect(resolved["mse_weight"] == .float(0.25))
        #expect(resolved["dim_feedforward"] == .int(256))
        #expect(resolved["batch_size"] == .int(32))
        #expect(resolved["dropout"] == .float(0.15))
        #expect(resolved["d_model"] == .int(64))
        #expect(space.contains(sampled))
    }

    @Test("what keeps a configuration out is said")
    func violations() throws {
        let space = try Spaces.conditional()
        var sampled = Configuration(["lr": .float(0.1), "optimizer": .string("adam"), "beta2": .float(0.99)])
        #expect(space.violation(of: sampled) == nil)
        sampled["momentum"] = .float(0.5)
        #expect(
            space.violation(of: sampled) == .inactive(parameter: "momentum", condition: "optimizer == 'sgd'"))
        sampled["momentum"] = nil
        sampled["beta2"] = nil
        #expect(space.violation(of: sampled) == .missing(parameter: "beta2"))
        sampled["beta2"] = .float(2)
        #expect(
            space.violation(of: sampled)
                == .outside(parameter: "beta2", value: .float(2), domain: .float(low: 0.9, high: 0.999)))
        sampled["beta2"] = .float(0.95)
        sampled["depth"] = .int(3)
        #expect(space.violation(of: sampled) == .unknownParameter("depth", value: .int(3)))
        let sgd = Configuration([
            "lr": .float(0.9), "optimizer": .string("sgd"), "momentum": .float(0.9), "nesterov": .bool(true),
        ])
        #expect(space.violation(of: sgd) == .violates(constraint: "momentum + lr < 1.5"))
    }

    @Test("a formula without a value for a configuration keeps it out, and does not crash")
    func evaluation() throws {
        let space = try Space(
            parameters: [parameter("a"), parameter("b")],
            derived: [DerivedParameter(name: "ratio", expression: Expression(parsing: "a / b"))])
        #expect(space.contains(Configuration(["a": .int(1), "b": .int(2)])))
        guard case .cannotEvaluate("ratio", _)? = space.violation(of: Configuration(["a": .int(1), "b": .int(0)]))
        else {
            Issue.record("a division by zero must be said")
            return
        }
        #expect(space.cardinality == 90)
    }

    @Test("configurations are counted under conditions and constraints, without overflow")
    func cardinality() throws {
        #expect(try Spaces.tiny().cardinality == 7)
        #expect(try Spaces.mixed().cardinality == nil)
        let wide = (0..<10).map { Parameter(name: "p\($0)", domain: .int(low: 0, high: 1 << 40)) }
        #expect(try Space(parameters: wide).cardinality == nil)
        #expect(try Space(parameters: [parameter("a"), parameter("b")]).cardinality == 100)
        #expect(try Space(parameters: [parameter("a"), parameter("b", when: "a > 4")]).cardinality == 55)
        #expect(try Space(parameters: []).cardinality == 1)
    }

    @Test("a constraint that nothing can meet is refused when the space is made")
    func infeasible() throws {
        let parameters = try [parameter("a"), parameter("b")]
        let constraints = try [Expression(parsing: "a + b > 18")]
        #expect(throws: SpaceError.infeasible(parameters: ["a", "b"], constraints: ["a + b > 18"])) {
            try Space(parameters: parameters, constraints: constraints)
        }
        let fixed = try [Expression(parsing: "batch < 1")]
        #expect(throws: SpaceError.infeasible(parameters: [], constraints: ["batch < 1"])) {
            try Space(parameters: parameters, constraints: fixed, fixed: ["batch": .int(8)])
        }
    }
}
