import Definitions
import JSON
import Workloads

/// The built-in engine's workloads, as definitions need to know them.
enum BuiltIn {
    static let descriptions = WorkloadCatalog.all.map { workload in
        WorkloadDescription(
            name: workload.name,
            parameters: Dictionary(workload.parameters.map { ($0.name, kind(of: $0)) }) { first, _ in first },
            ranges: Dictionary(
                workload.parameters.compactMap { parameter in range(of: parameter).map { (parameter.name, $0) } }
            ) { first, _ in first },
            metrics: workload.metrics)
    }

    private static func kind(of parameter: ParameterDescription) -> WorkloadDescription.ParameterKind {
        switch parameter.kind {
        case .int: .int
        case .float: .float
        case .choice(let names): .string(names)
        case .bool: .bool
        case .text: .string([])
        }
    }

    private static func range(of parameter: ParameterDescription) -> ClosedRange<Double>? {
        switch parameter.kind {
        case .int(let range): Double(range.lowerBound)...Double(range.upperBound)
        case .float(let range): range
        case .choice, .bool, .text: nil
        }
    }
}
