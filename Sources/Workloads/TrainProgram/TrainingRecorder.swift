public import Engine

/// Files that a workload keeps beside the checkpoint, for people and for programs that read them already.
public protocol TrainingRecorder {
    /// Called before the first epoch; `epoch` is how many are done already when resumed.
    mutating func begin(after epoch: Int, parameters: ParameterValues) throws(FileError)
    /// Called with each epoch's report.
    mutating func record(_ report: EpochMetrics) throws(FileError)
}
