// Where everything of a finished tape lives: lifetimes of values and gradients, aliases, and the pointers that come out.
//
// Moments: forward of operation i is i, its backward is 2n - 1 - i, and 2n is after the step.

/// The planned memory of a tape and the backward pass's order.
final class TapeMemory {
    struct Target {
        var pointer: UnsafeMutablePointer<Float>?
        var accumulates = false
        var isParameter = false
        var isPassed = false
    }

    let loss: Variable?
    let arena: FloatMemory
    let values: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    let gradients: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    /// Gradient targets of all operations' inputs; those of operation i start at `firstSlot[i]`.
    let targets: [Target]
    let firstSlot: [Int]
    /// The operations that take part in the backward pass, last first.
    let backwardOrder: [Int]
    /// Parameters that no operation gives a gradient to, without those that are frozen.
    let untouched: [Parameter]

    deinit {
        values.deallocate()
        gradients.deallocate()
    }

    init(of tape: Tape, loss: Variable?, keeping: [Variable]) {
        self.loss = loss
        let flow = GradientFlow(of: tape, loss: loss)
        var layout = TapeLayout(tape: tape, flow: flow, keeping: Set(keeping.map(\.index)))
        layout.planValues()
        layout.planGradients(loss: loss)
        layout.plan.place()

        let arena = FloatMemory(count: layout.plan.total)
        self.arena = arena
        let count = tape.shapes.count
        values = .allocate(capacity: max(count, 1))
        values.initialize(repeating: nil, count: max(count, 1))
        gradients = .allocate(capacity: max(count, 1))
        gradients.initialize(repeating: nil, count: max(count, 1))
        for index in 0..<count {
            if let buffer = layout.valueBuffer[index] { values[index] = arena.base + layout.plan.offsets[buffer] }
            if let buffer = layout.gradientBuffer[index] { gradients[index] = arena.base + layout.plan.offsets[buffer] }
            switch tape.sources[index] {
            case .parameter(let parameter, let offset):
                values[index] = tape.parameters.values(of: parameter).baseAddress.map { $0 + offset }
                if flow.wanted[index] {
                    gradients[index] = tape.parameters.gradients(of: parameter).baseAddress.map { $0 + offset }
                }
            case .constant(let constant):
                _ = UnsafeMutableBufferPointer(start: values[index], count: constant.count)
                    .update(fromContentsOf: constant)
            default: break
            }
        }
        let gradients = gradients
        targets = layout.targets.map { target in
            var filled = target.target
            filled.pointer = target.wanted ? gradients[target.variable] : nil
            return filled
        }
        firstSlot = layout.firstSlot
        backwardOrder = flow.order
        untouched = tape.parameters.all.map(\.parameter).filter { parameter in
            !tape.parameters.isFrozen(parameter)
                && !tape.sources.indices.contains { index in
                    guard flow.wanted[index], case .parameter(parameter, _) = tape.sources[index] else { return false }
                    return true
                }
        }
    }
}

/// Which gradients a loss asks for.
struct GradientFlow {
    /// For each variable, whether its gradient is computed.
    var wanted: [Bool]
    /// The operations that take part, last first.
    var order: [Int] = []

    init(of tape: Tape, loss: Variable?) {
        let count = tape.shapes.count
        wanted = Array(repeating: false, count: count)
        guard let loss else { return }
        var trainable = Array(repeating: false, count: count)
        for index in 0..<count {
            switch tape.sources[index] {
            case .input(gradient: true): trainable[index] = true
            case .parameter(let parameter, _): trainable[index] = !tape.parameters.isFrozen(parameter)
            default: break
            }
        }
        for operation in tape.operations where operation.inputs.contains(where: { trainable[$0.index] }) {
            for output in operation.outputs { trainable[output.index] = true }
        }
        wanted[loss.index] = trainable[loss.index]
        for (index, operation) in tape.operations.enumerated().reversed()
        where operation.outputs.contains(where: { wanted[$0.index] }) {
            order.append(index)
            for input in operation.inputs where trainable[input.index] { wanted[input.index] = true }
        }
    }
}

/// Lifetimes on the way to a memory plan.
struct TapeLayout {
    struct SlotTarget {
        var variable: Int
        var wanted: Bool
        var target = TapeMemory.Target()
    }

    let tape: Tape
    let flow: GradientFlow
    let keeping: Set<Int>
    var plan = MemoryPlan()
    var valueBuffer: [Int?]
    var gradientBuffer: [Int?]
    var targets: [SlotTarget] = []
    var firstSlot: [Int] = []

    init(tape: Tape, flow: GradientFlow, keeping: Set<Int>) {
        self.tape = tape
        self.flow = flow
        self.keeping = keeping
        valueBuffer = Array(repeating: nil, count: tape.shapes.count)
        gradientBuffer = Array(repeating: nil, count: tape.shapes.count)
    }

    private var end: Int { 2 * tape.operations.count }
    private func backwardMoment(_ operation: Int) -> Int { end - 1 - operation }
    private func count(_ variable: Int) -> Int { tape.shapes[variable].reduce(1, *) }

    mutating func planValues() {
        let takesPart = Set(flow.order)
        var last = Array(repeating: -1, count: tape.shapes.count)
        for (index, operation) in tape.operations.enumerated() {
            for variable in operation.inputs + operation.outputs {
                last[variable.index] = max(last[variable.index], index)
            }
            if takesPart.contains(index) {
                for variable in operation.kept {
                    last[variable.index] = max(last[variable.index], backwardMoment(index))
                }
            }
        }
        for index in tape.shapes.indices {
            switch tape.sources[index] {
            case .input, .constant: valueBuffer[index] = plan.add(count: count(index), from: 0, through: end)
            default: break
            }
            if keeping.contains(index) { last[index] = end }
        }
        for (index, operation) in tape.operations.enumerated() {
            for (place, output) in operation.outputs.enumerated() {
                let through = last[output.index]
                if place == 0, let input = operation.inPlaceInput, case .operation = tape.sources[input.index],
                    last[input.index] == index, let buffer = valueBuffer[input.index], input.count == output.count
                {
                    plan.extend(buffer, from: index, through: through)
                    valueBuffer[output.index] = buffer
                } else {
                    valueBuffer[output.index] = plan.add(count: output.count, from: index, through: through)
                }
            }
            for scratch in operation.forwardScratch {
                valueBuffer[scratch.index] = plan.add(count: scratch.count, from: index, through: index)
            }
            if takesPart.contains(index) {
                let moment = backwardMoment(index)
                for scratch in operation.backwardScratch {
                    valueBuffer[scratch.index] = plan.add(count: scratch.count, from: moment, through: moment)
                }
            }
        }
    }

    mutating func planGradients(loss: Variable?) {
        let takesPart = Set(flow.order)
        for operation in tape.operations {
            firstSlot.append(targets.count)
            targets += operation.inputs.map { SlotTarget(variable: $0.index, wanted: flow.wanted[$0.index]) }
        }
        if let loss, flow.wanted[loss.index] {
            gradientBuffer[loss.index] = plan.add(count: loss.count, from: end / 2, through: end / 2)
        }
        var written = Set<Int>()
        for (index, operation) in tape.operations.enumerated() {
            let part = takesPart.contains(index)
            for slot in operation.inputs.indices where !part { targets[firstSlot[index] + slot].wanted = false }
        }
        for index in flow.order {
            let operation = tape.operations[index]
            let moment = backwardMoment(index)
            for output in operation.outputs {
                if let buffer = gradientBuffer[output.index] { plan.extend(buffer, from: moment, through: moment) }
            }
            for (slot, input) in operation.inputs.enumerated() where flow.wanted[input.index] {
                let place = firstSlot[index] + slot
                targets[place].target.accumulates = written.contains(input.index)
                if case .parameter = tape.sources[input.index] {
                    targets[place].target.isParameter = true
                    written.insert(input.index)
                    continue
                }
                var keepsGradient = false
                if case .input = tape.sources[input.index] { keepsGradient = true }
                if written.insert(input.index).inserted {
                    if operation.passedGradient == slot, !keepsGradient, let output = operation.outputs.first,
                        let buffer = gradientBuffer[output.index], output.count == input.count
                    {
                        gradientBuffer[input.index] = buffer
                        targets[place].target.isPassed = true
                    } else {
                        gradientBuffer[input.index] = plan.add(count: input.count, from: moment, through: moment)
                    }
                }
                if let buffer = gradientBuffer[input.index] {
                    plan.extend(buffer, from: moment, through: keepsGradient ? end : moment)
                }
            }
        }
    }
}
