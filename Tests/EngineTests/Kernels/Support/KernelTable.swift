// The tables of kernels that this machine runs, each tested by the same oracles.

import CKernels
import Testing

@testable import Engine

/// One of the tables, by its place among those of the machine.
struct KernelTable: Sendable, CustomTestStringConvertible {
    private let index: Int

    static let all: [KernelTable] = {
        var count: Int32 = 0
        _ = hk_kernels_available(&count)
        return (0..<Int(count)).map { KernelTable(index: $0) }
    }()

    var kernels: hk_kernels {
        var count: Int32 = 0
        guard let table = hk_kernels_available(&count)?[index] else { preconditionFailure("no table \(index)") }
        return table.pointee
    }

    var name: String { String(cString: kernels.name) }
    var testDescription: String { name }

    /// What a kernel writes: `body` makes its results, in the order of the answer, and calls it. It is called with one
    /// thread and with three, which must give the same bits; it may change only its results.
    func results(
        sourceLocation: SourceLocation = #_sourceLocation, of body: (KernelCall) -> Void
    ) -> [[Float]] {
        func outcome(threads: Int) -> [[Float]] {
            let call = KernelCall(kernels, ThreadPool(threads: threads))
            body(call)
            #expect(
                call.isConfined, "\(name): what is not a result is written to", sourceLocation: sourceLocation)
            return call.results
        }
        let alone = outcome(threads: 1)
        let together = outcome(threads: 3)
        for (number, (one, other)) in zip(alone, together).enumerated() {
            #expect(
                haveSameBits(one, other),
                "\(name): three threads give result \(number) other bits", sourceLocation: sourceLocation)
        }
        return alone
    }

    /// Expects each result within the error of the oracle's. Where the oracle is not finite the result is the same
    /// infinity or a NaN too. Errors above a hundredth of what they are errors of would test nothing.
    func expect(
        _ found: [Float], near exact: [Rounded], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == exact.count, "\(name), \(what)", sourceLocation: sourceLocation)
        let largest = exact.reduce(1.0) { $1.value.isFinite ? max($0, abs($1.value)) : $0 }
        let wrong = zip(found, exact).enumerated().first { !Self.agrees($1.0, $1.1, largest: largest) }
        if let (index, (found, exact)) = wrong {
            Issue.record(
                "\(name), \(what)[\(index)]: \(found), not \(exact.value) within \(exact.error)",
                sourceLocation: sourceLocation)
        }
    }

    private static func agrees(_ found: Float, _ exact: Rounded, largest: Double) -> Bool {
        if exact.value.isNaN { return found.isNaN }
        if abs(exact.value) > Double(Float.greatestFiniteMagnitude) {
            return found == (exact.value > 0 ? .infinity : -.infinity)
        }
        // The smallest numbers may be taken for zero.
        return exact.error <= 0.01 * largest && abs(Double(found) - exact.value) <= exact.error + 0x1p-126
    }
}
