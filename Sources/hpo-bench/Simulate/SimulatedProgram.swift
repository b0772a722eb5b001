import Runner
import Search
import Storage

/// What was said of epochs last: values by their metrics' names.
typealias Said = [Int: [String: Double]]

/// What a program in a simulation does next.
enum Step {
    /// Writes lines, in so many pieces, which say this of epochs.
    case print(String, pieces: Int, says: Said)
    case wait(Double)
    /// Reads an answer; `stop` ends the program where it heeds it.
    case listen
    /// Has everything up to this epoch in its checkpoint.
    case save(Int)
    case end(JobEnd)
}

/// The program of one attempt.
struct SimulatedProgram {
    private(set) var steps: [Step] = []
    /// Whether it ends when it is told to stop, or asked to.
    private(set) var heedsStop = true
    private(set) var heedsTermination = true
    private let scenario: Scenario
    private let id: AttemptID
    private var chance: Chance
    private var said: Said = [:]
    /// What of it is not in a block that is still to be printed.
    private var printed: Said = [:]

    /// - Parameter checkpoint: the last epoch that an earlier attempt has saved.
    init(_ id: AttemptID, in scenario: Scenario, checkpoint: Int?) {
        self.scenario = scenario
        self.id = id
        chance = Chance(seed: scenario.seed, .program, id.trial * 64 + min(id.attempt, 63))
        heedsStop = !isBad()
        heedsTermination = !isBad()
        var first = scenario.firstEpoch
        if scenario.resume, let checkpoint, !isBad() { first = checkpoint + 1 }
        let pace = chance.pick([0.1, 1, 6])
        var block: [String] = []
        for epoch in first..<max(first, scenario.lastEpoch + 1) {
            steps.append(.wait(chance.number(in: 0...pace)))
            if isBad() { misbehave() }
            if chance.once(in: 2) { steps.append(.save(epoch)) }
            block.append(lines(of: epoch))
            // A program that is not answered may print by the block.
            if !scenario.sync, epoch < scenario.lastEpoch, isBad() { continue }
            steps.append(.print(block.joined(), pieces: chance.int(in: 1...2), says: said))
            (block, printed) = ([], said)
            if scenario.sync { steps.append(.listen) }
            steps.append(.save(epoch))
        }
        if !block.isEmpty { steps.append(.print(block.joined(), pieces: 1, says: said)) }
        steps.append(.wait(chance.number(in: 0...pace)))
        steps.append(.end(isBad() ? chance.pick([.exited(status: 1), .signalled(11)]) : .exited(status: 0)))
    }

    private mutating func isBad() -> Bool { chance.int(in: 0...99) < scenario.badness }

    private mutating func misbehave() {
        switch chance.int(in: 0...4) {
        case 0: steps.append(.print("loss is going down\n{\"note\": 3}\n", pieces: 2, says: printed))
        case 1: steps.append(.end(.exited(status: Int32(chance.int(in: 1...3)))))
        case 2: steps.append(.wait(chance.number(in: 5...60)))
        case 3: steps.append(.end(.signalled(9)))
        default: steps.append(.end(.exited(status: 0)))
        }
    }

    /// The line of an epoch, at times twice, or once more with another value.
    private mutating func lines(of epoch: Int) -> String {
        var text = line(of: epoch)
        // A program that waits for an answer to each line says each once.
        guard !scenario.sync, isBad() else { return text }
        if chance.once(in: 2) { return text + text }
        text += line(of: epoch)
        return text
    }

    private mutating func line(of epoch: Int) -> String {
        let quality = Double((id.trial &* 7919) % 97) / 97
        let value = quality + 1 / Double(epoch + 1) + chance.number(in: 0...0.1)
        let loss = chance.number(in: 0...1)
        var values = said[epoch] ?? [:]
        values["loss"] = loss
        if isBad(), chance.once(in: 3) {
            said[epoch] = values
            return "{\"epoch\": \(epoch), \"loss\": \(loss)}\n"
        }
        let isNaN = isBad() && chance.once(in: 3)
        values["val"] = isNaN ? .nan : value
        said[epoch] = values
        return "{\"epoch\": \(epoch), \"loss\": \(loss), \"val\": \(isNaN ? "NaN" : "\(value)")}\n"
    }
}
