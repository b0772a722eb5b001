// One trial at a time, run by whoever asked for it, in this process or any other.
//
//     let trial = try await study.ask()
//     try await study.tell(trial, value: loss(of: trial))

import Definitions
import Search
import Storage
import Studies

extension Study {
    /// Gives out the trial that waits in the queue, or else a new one by the sampler. It runs until it is told, whatever becomes
    /// of this process.
    ///
    /// - Throws: `StudyError.nothingLeft` when there is nothing left to try.
    public func ask() async throws(StudyError) -> Trial { try await recorder.ask() }

    /// Completes a trial that was asked for with `value`, which may be NaN: then it can never be the best.
    ///
    /// - Throws: `StudyError.valueAlone` in a study of several objectives or of conditions; where it does not run any more.
    public func tell(_ trial: Trial, value: Double) async throws(StudyError) {
        try await recorder.tell(value: value, of: trial.number)
    }

    /// Completes a trial that was asked for with what its epochs are worth.
    ///
    /// - Throws: `StudyError.noObjective` where no epoch had one.
    public func tellEnd(of trial: Trial) async throws(StudyError) { try await recorder.tellEnd(of: trial.number) }

    /// Records that a trial that was asked for has failed.
    public func tell(_ trial: Trial, failure reason: String) async throws(StudyError) {
        try await recorder.tell(failure: reason, of: trial.number)
    }

    /// Puts a configuration into the queue, to be tried before the sampler's; what it does not say is drawn at random.
    ///
    /// - Returns: the trial's number.
    /// - Throws: `StudyError.configuration` where it is outside the space.
    @discardableResult
    public func enqueue(_ settings: [Setting]) async throws(StudyError) -> Int {
        try await recorder.enqueue(settings)
    }
}

extension Recorder {
    func ask() throws(StudyError) -> Trial {
        let trial = Trial(try inLibrary { () throws(Failure) in try asks().ask() }, self, isAsked: true)
        do throws(StudyError) { try parameters.checkValues(trial.values) } catch {
            try tell(failure: "\(error)", of: trial.number)
            throw error
        }
        return trial
    }

    func tell(_ report: EpochReport, of number: Int) throws(StudyError) -> TrialVerdict {
        try inLibrary { () throws(Failure) in try asks().tell(report, of: number) == .continue ? .continue : .stop }
    }

    func tell(value: Double, of number: Int) throws(StudyError) {
        try inLibrary { () throws(Failure) in try asks().tell(value: value, of: number) }
    }

    func tellEnd(of number: Int) throws(StudyError) {
        try inLibrary { () throws(Failure) in _ = try asks().tellEnd(of: number) }
    }

    func tell(failure reason: String, of number: Int) throws(StudyError) {
        try inLibrary { () throws(Failure) in try asks().tell(failure: reason, of: number) }
    }

    func enqueue(_ settings: [Setting]) throws(StudyError) -> Int {
        var configuration = Configuration()
        for setting in settings { configuration[setting.name] = setting.value?.value }
        return try inLibrary { () throws(Failure) in try asks().enqueue([configuration])[0] }
    }
}
