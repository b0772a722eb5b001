// What can be done with one trial: stop it, let it go on, run it once more. Whoever runs the study sees to it.

import Definitions
import HTTP
import Storage
import Studies
import System

extension Dashboard {
    /// How a trial stands as far as people have a say in it, and the buttons for that.
    func actions(on trial: Trial, of study: OpenStudy, _ body: inout PageBody) throws {
        let address = Address.trial(trial.number, of: study.name)
        let hold = try study.hold(on: trial.number)
        let runs = try study.runs()
        let isRun = !runs.here.isEmpty || !runs.elsewhere.isEmpty
        body.open("div", ["id": "actions"])
        if let standing = Self.standing(of: trial, hold, isRun: isRun, in: study.name) {
            body.add("p", ["class": "lead", "role": "status"], standing)
        }
        if trial.state == .waiting, let note = trial.note { body.add("p", ["class": "note"], note) }
        body.open("div", ["class": "pager"])
        switch (trial.state.name, hold) {
        case (.running, nil):
            // Of one by hand there is no run that would see to it.
            if try study.owners()[trial.number] != nil { body.button("Stop", to: address + "/stop") }
        case (.running, .some): body.button("Let it go on", to: address + "/resume")
        case (.stopped, .some): body.button("Go on with it", to: address + "/resume")
        case (.stopped, nil) where trial.pausedEpoch == nil: body.button("Keep it stopped", to: address + "/stop")
        default: break
        }
        if let definition = try? study.definition(), !definition.isTracked {
            if trial.state != .waiting { body.button("Run it again with another seed", to: address + "/rerun") }
            body.link(
                "Try it with changes", to: Address.study(study.name) + "/enqueue?from=\(trial.number)")
        }
        body.close("div")
        body.close("div")
    }

    private static func standing(of trial: Trial, _ hold: TrialHold?, isRun: Bool, in study: String) -> String? {
        switch (trial.state.name, hold) {
        case (.running, .some):
            isRun
                ? "It is told to stop, and does so at its next epoch or within the grace time."
                : "Its run has died; the next one leaves it stopped."
        case (.stopped, .some): "It is stopped by hand, and no run goes on with it until it is told to."
        case (.stopped, nil) where trial.pausedEpoch == nil:
            isRun
                ? "The run that goes on takes it up when it has room."
                : "The next run goes on with it: hpo study run \(study) --trials 0"
        case (.waiting, _):
            isRun
                ? "It is in the queue: the run that goes on takes it up when it has room."
                : "It is in the queue: the next run begins with it: hpo study run \(study)"
        default: nil
        }
    }

    func stop(_ words: [String: String]) throws -> Response {
        let (study, number) = try writable(words)
        try study.setAside(number)
        return .other(Address.trial(number, of: study.name))
    }

    func resume(_ words: [String: String]) throws -> Response {
        let (study, number) = try writable(words)
        try study.release(number)
        return .other(Address.trial(number, of: study.name))
    }

    func rerun(_ words: [String: String]) throws -> Response {
        let (study, number) = try writable(words)
        return .other(Address.trial(try study.journal(for: .byHand).rerun(number), of: study.name))
    }

    func endRuns(_ words: [String: String]) throws -> Response {
        let study = try opened().study(named: words["name"] ?? "")
        _ = try study.endRuns()
        return .other(Address.study(study.name))
    }

    /// The runs of a study, and the way to end those that can be reached from here.
    func runs(of study: OpenStudy, _ body: inout PageBody) throws {
        let runs = try study.runs()
        body.open("div", ["id": "runs"])
        let all =
            (runs.here.map { "process \($0.process.pid) here" })
            + runs.elsewhere.map { "process \($0.process.pid) on \($0.host)" }
        if !all.isEmpty {
            body.open("details")
            body.add("summary", "Run by \(all.joined(separator: ", "))")
            if runs.here.isEmpty {
                body.add("p", "It can be ended there: hpo study stop \(study.name)")
            } else {
                body.add(
                    "p", "Its trials stop at their next epoch, and the next run goes on with them.")
                body.button("End the run", to: Address.study(study.name) + "/stop")
            }
            body.close("details")
        }
        body.close("div")
    }

    private func writable(_ words: [String: String]) throws -> (OpenStudy, Int) {
        let number = try Self.number(words)
        let study = try opened().study(named: words["name"] ?? "")
        // One that is not there is to be said before anything else.
        _ = try study.trial(number)
        return (study, number)
    }
}

extension PageBody {
    /// A form of one button, which the server is asked to do something by.
    mutating func button(_ words: String, to address: String) {
        open("form", ["method": "post", "action": address, "class": "one"], breaks: false)
        add("button", ["type": "submit"], words)
        close("form")
    }
}
