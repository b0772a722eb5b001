package import Expressions
package import Search

/// Spaces of all kinds that the suites draw from.
package enum Spaces {
    package static func expression(_ source: String) throws -> Expression { try Expression(parsing: source) }

    /// What the default study samples: mixed parameters with a constraint and derived values.
    package static func mixed() throws -> Space {
        try Space(
            parameters: [
                Parameter(name: "layers", domain: .int(low: 1, high: 6)),
                Parameter(name: "heads", domain: .choice([.int(2), .int(4), .int(8)])),
                Parameter(name: "d_model", domain: .choice([.int(32), .int(64), .int(100)], ordered: true)),
                Parameter(name: "cosine_weight", domain: .float(low: 0.5, high: 0.95)),
                Parameter(name: "eta_min", domain: .float(low: 1e-7, high: 1e-4, log: true)),
                Parameter(name: "dropout", domain: .float(low: 0, high: 0.5, step: 0.05)),
                Parameter(name: "warmup", domain: .int(low: 1, high: 1000, log: true)),
            ],
            derived: [
                DerivedParameter(name: "mse_weight", expression: expression("1 - cosine_weight")),
                DerivedParameter(name: "dim_feedforward", expression: expression("4 * d_model")),
            ],
            constraints: [expression("d_model % heads == 0")],
            fixed: ["batch_size": .int(32)])
    }

    /// Parameters that exist only for some values of others, two levels deep.
    package static func conditional() throws -> Space {
        try Space(
            parameters: [
                Parameter(name: "lr", domain: .float(low: 1e-5, high: 1, log: true)),
                Parameter(
                    name: "nesterov", domain: .choice([.bool(false), .bool(true)]),
                    condition: expression("momentum > 0.5")),
                Parameter(
                    name: "momentum", domain: .float(low: 0, high: 0.99), condition: expression("optimizer == 'sgd'")),
                Parameter(name: "beta2", domain: .float(low: 0.9, high: 0.999), condition: expression("adaptive")),
                Parameter(name: "optimizer", domain: .choice([.string("sgd"), .string("adam"), .string("rmsprop")])),
            ],
            derived: [DerivedParameter(name: "adaptive", expression: expression("optimizer in ['adam', 'rmsprop']"))],
            constraints: [expression("momentum + lr < 1.5")])
    }

    /// Twelve configurations, of which the constraint leaves seven.
    package static func tiny() throws -> Space {
        try Space(
            parameters: [
                Parameter(name: "a", domain: .int(low: 0, high: 3)),
                Parameter(name: "b", domain: .choice([.string("x"), .string("y"), .string("z")])),
            ],
            constraints: [expression("b == 'x' or a < 2 and (b == 'y' or a == 0)")])
    }

    package static let all: [@Sendable () throws -> Space] = [mixed, conditional, tiny]
}
