public import Definitions
public import Expressions
public import Search
public import Storage
public import System
import Words

/// What cannot be done with a study, as data; its words are in `description` alone.
public enum StudyError: Error, Sendable, Hashable {
    /// The database.
    case storage(StorageError)
    /// A run on another machine uses the database, which one machine at a time can.
    case usedElsewhere(SignedRun)
    /// The sampler finds nothing to try.
    case search(SearchError)
    /// Every one of the space's `count` configurations has been tried.
    case allTried(count: Int)
    /// A stored definition that this program cannot read, having been stored by a newer one.
    case definition(DefinitionErrors)
    /// Another process has edited the study's definition since it was read.
    case editedMeanwhile
    /// No definition follows from the study.
    case noNextDefinition(study: String, why: String)
    /// Another study has nothing that a new one could learn from, for these reasons.
    case noKnowledge(study: String, why: [String])
    /// No configuration with these values can be found.
    case givenValues(Configuration, SearchError)
    /// A suggestion or a queued configuration that the space does not take.
    case space(SpaceError)
    /// A trial without a value of the objective cannot be completed.
    case noObjective(trial: Int, metric: String)
    /// A value alone says nothing of a trial with several objectives or with conditions on its metrics.
    case valueAlone(trial: Int)
    /// A process runs the trial and records what it reports: nobody else tells of it.
    case runByProcess(trial: Int, study: String, Owner)
    /// What was told of an epoch is no report.
    case unusableReport(String)
    /// The trials' folders.
    case files(SystemError)
    /// A folder that was to be written has something in it.
    case folderInUse(String)
    /// A file or folder that was to be written.
    case output(SystemError)
    /// The folder that the study's trials run in was moved, replaced or removed meanwhile.
    case folderMoved(String)
    /// Nothing runs, and there is no room for a trial's program all the same: no descriptors, processes or memory.
    case noRoom(why: String)
    /// The study's regular expression.
    case reader(pattern: String, problem: String)
    /// The study has no trial of that number.
    case noTrial(Int, study: String)
    /// The study has no stage of that name, or has not come to it.
    case unknownStage(String)
    /// The study's definition has no stage of that name; `known` are those that it has.
    case noStage(String, study: String, known: [String])
    /// No trial of the study, or of the stage that is named, has completed with a value; it has `trials` in all.
    case nothingCompleted(study: String, stage: String?, trials: Int)
    /// No completed trial meets the study's conditions; `nearest` violates them least.
    case nothingFeasible(study: String, nearest: Int, violation: Double)
    /// Of several objectives, several trials are best, each in its own way.
    case severalBest(study: String, trials: [Int])
    /// Programs take seeds up to the `largest`.
    case unusableSeed(Int, largest: Int)
    /// A tag that conditions could not name.
    case unusableTag(String)
    /// All stages of the study have ended.
    case stagesDone
    /// The stage has all of its trials; `open` have not ended yet, and then it is decided what comes next.
    case stageIsFull(stage: String, open: Int)
    /// What the stage holds leaves nothing in its space.
    case stageSpace(stage: String, SpaceError)
    /// The sampler finds nothing in the stage's space.
    case stageIsEmpty(stage: String, SearchError)
    /// No trial of the stages before has completed, so that the stage has none to start from.
    case nothingToStartFrom(stage: String)
    /// The stage's gate.
    case gate(stage: String, ExpressionError)
    /// The stage's gate reads a metric that the best trial did not report.
    case unreported(stage: String, trial: Int, metric: String, reported: [String])
    /// A condition on how the study stands, or on trials.
    case condition(String, ExpressionError)
    /// What should be a condition is a number or a text.
    case noCondition(String)
    /// No trial has a field of that name.
    case noField(String, known: [String])
    /// A study that only records runs has nothing to sample, to queue or to repeat.
    case onlyTracks(study: String)
    /// Trials of the study are run by whoever asks for them: it has no program that could be started.
    case onlyAsked(study: String)
    /// Nothing counts in the study, so that none of its runs is better than another.
    case nothingCounts(study: String)
    /// The study is a search, whose trials are not runs that are only recorded.
    case searches(study: String)
    /// Runs of the study count with another objective; nil stands for none.
    case otherObjective(study: String, objective: Objective?)
    /// A finished run has no epoch with the objective.
    case notMeasured(lacking: [String], reported: [String])
    /// There is no trial of that number among those that were asked for, behind which a page could begin.
    case noPage(after: Int)
}

extension StudyError: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .storage(let error): error.description
        case .usedElsewhere(let run):
            "the database is used on \(run.owner.host), by the run of \(run.study) that is process \(run.owner.process.pid) there"
                + (run.job.map { " (Slurm job \($0))" } ?? "") + ": one machine at a time can open it"
        case .search(let error): error.description
        case .allTried(let count): "each of the \(count) configurations of the space has been tried"
        case .definition(let errors): errors.description
        case .editedMeanwhile: "the study's definition was edited meanwhile"
        case .noKnowledge(let study, let why):
            "there is nothing to learn from \(study):\n"
                + (why.prefix(10) + (why.count > 10 ? ["… and \(why.count - 10) more reasons"] : []))
                .map { "  \($0)" }.joined(separator: "\n")
        case .space(let error): error.description
        case .givenValues(let given, let error):
            "with \(given.names.compactMap { name in given[name].map { "\(name) = \($0)" } }.joined(separator: ", ")) "
                + error.description
        case .noObjective(let trial, let metric): "trial \(trial) was told no epoch with the objective \"\(metric)\""
        case .valueAlone(let trial):
            "the study has several objectives, or conditions on metrics, and one value does not say what trial \(trial) "
                + "reached: an epoch with its metrics does"
        case .runByProcess(let trial, let study, let owner):
            "trial \(trial) of \(study) is run by process \(owner.process.pid) on \(owner.host), which records what it "
                + "reports; only trials begun by hpo ask are told of by hand"
        case .folderInUse(let path): "\(path) is there already, with something in it"
        case .output(let error): "\(error)"
        case .unusableReport(let mistake): mistake
        case .files(let error): "cannot write the trial's files: \(error)"
        case .folderMoved(let path): "the study's folder \(path) was moved, replaced or removed meanwhile"
        case .noRoom(let why): why
        case .reader(let pattern, let problem): "the regular expression \(pattern) cannot be used: \(problem)"
        case .noTrial(let number, let study): "there is no trial \(number) of the study \(study)"
        case .unknownStage(let name): "the study has no stage \"\(name)\", or has not come to it"
        case .noStage(let stage, let study, let known):
            known.isEmpty ? "\(study) has no stages" : "\(study) has no stage \(stage)"
        case .nothingCompleted(let study, let stage, _):
            stage.map { "no trial of the stage \($0) of \(study) has completed with a value" }
                ?? "no trial of \(study) has completed with a value"
        case .nothingFeasible(let study, let nearest, let violation):
            "no completed trial of \(study) meets its conditions; trial \(nearest) comes nearest, "
                + "\(violation < 1e-9 ? "> 0" : Mathematics.text(violation, digits: 6)) beyond"
        case .severalBest(let study, let trials):
            "of several objectives \(study) has \(trials.count) best trials: "
                + trials.prefix(12).map(String.init).joined(separator: ", ") + (trials.count > 12 ? ", …" : "")
        case .unusableSeed(let seed, let largest): "\(seed) cannot be a seed: seeds are from 0 to \(largest)"
        case .unusableTag(let tag):
            "\"\(tag)\" cannot be a tag: tags have letters, digits and _, and do not begin with a digit"
        case .stagesDone: "all stages have ended"
        case .noNextDefinition(let study, let why):
            "no next definition follows from \(study): \(why)"
        case .stageIsFull(let stage, let open):
            "the stage \(stage) has all of its trials; when the last \(open) of them \(open == 1 ? "has" : "have") ended, "
                + "it is decided what comes next"
        case .stageSpace(let stage, let error): "the stage \(stage) has nothing to try: \(error)"
        case .stageIsEmpty(let stage, let error): "the stage \(stage) has nothing to try: \(error)"
        case .nothingToStartFrom(let stage):
            "the stage \(stage) starts from the best trial before it, but none has completed"
        case .gate(let stage, let error): "the gate of the stage \(stage): \(error)"
        case .unreported(let stage, let trial, let metric, let reported):
            "the gate of the stage \(stage) reads `best.\(metric)`, but the best trial, \(trial), reported only: "
                + reported.prefix(20).joined(separator: ", ") + (reported.count > 20 ? ", …" : "")
        case .condition(let condition, let error): "\"\(condition)\": \(error)"
        case .noField(let name, _): "trials have no \(name)"
        case .onlyTracks(let study):
            "\(study) records runs of programs: it has nothing to sample, to queue or to repeat"
        case .onlyAsked(let study):
            "\(study) has no program to start: its trials are run by whoever asks for them"
        case .nothingCounts(let study): "\(study) has no objective: none of its runs is better than another"
        case .searches(let study): "\(study) is a search: its trials are configurations that its sampler knows of"
        case .otherObjective(let study, let objective?):
            "\(study) has the objective \(objective.direction.rawValue) \(objective.metric), which stays"
        case .otherObjective(let study, nil): "\(study) was made without an objective, and stays so"
        case .notMeasured(let lacking, let reported):
            "no epoch has \(lacking.map { "\"\($0)\"" }.joined(separator: ", ")), only: "
                + reported.prefix(20).joined(separator: ", ") + (reported.count > 20 ? ", …" : "")
        case .noPage(let number): "trial \(number) is none of those asked for, so that no page begins behind it"
        case .noCondition(let condition): "\"\(condition)\": this is not a condition that is true or false"
        }
    }
}
