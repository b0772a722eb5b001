public import Definitions

extension StudyDefinition {
    /// Makes sure that a trial of the study called `study` can be started.
    ///
    /// - Throws: `onlyAsked` where trials are run by whoever asks for them.
    public func checkHasProgram(study: String) throws(StudyError) {
        if training.program == .asked { throw .onlyAsked(study: study) }
    }
}
