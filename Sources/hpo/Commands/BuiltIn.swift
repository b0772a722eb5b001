import Definitions
import JSON
import Workloads

/// The built-in engine's workloads, as definitions need to know them.
enum BuiltIn {
    static let descriptions = WorkloadCatalog.all.map { workload in
        let kinds = workload.parameters.map { ($0.name, kind(of: $0)) }
        return WorkloadDescription(
            name: workload.name, parameters: Dictionary(kinds) { first, _ in first })
    }

    private static func kind(of parameter: ParameterDescription) -> WorkloadDescription.ParameterKind {
        switch parameter.kind {
        case .int: .int
        case .float: .float
        case .choice(let names): .string(names)
        case .bool: .bool
        }
    }
}
