/// What a trial's program is told of its trial beside the parameters: as `{name}` in a command line and in the path of a
/// CSV file, and most of it as a variable of its environment.
///
/// ```
/// ["python3", "train.py", "--out", "{directory}"]        read: { csv: "{directory}/fold-{seed}.csv" }
/// ```
/// A parameter of the same name goes first.
public enum ProtocolVariable: String, Sendable, CaseIterable {
    /// The study's name.
    case study
    /// The trial's number, from 0.
    case trial
    /// Which attempt at the trial it is, from 1.
    case attempt
    /// What the trial's chance is drawn from.
    case seed
    /// The trial's own folder.
    case directory
    /// The path of the JSON file with the trial's configuration.
    case config
    /// The number of epochs, where the definition says it.
    case epochs
    /// What the program trains on, where the definition says it.
    case data
    /// The study's stage; empty where the study has none.
    case stage
    /// Whether the trial goes on from an earlier attempt: true or false.
    case resume

    /// The variable of the environment that has the value, nil where none has it.
    public var environmentName: String? {
        switch self {
        case .study: "HPO_STUDY"
        case .trial: "HPO_TRIAL"
        case .attempt: "HPO_ATTEMPT"
        case .seed: "HPO_SEED"
        case .directory: "HPO_TRIAL_DIR"
        case .config: "HPO_CONFIG"
        case .stage: "HPO_STAGE"
        case .epochs, .data, .resume: nil
        }
    }

    /// Whether it is another one in each trial, or in each attempt.
    public var changesWithTrials: Bool {
        switch self {
        case .trial, .attempt, .seed, .directory, .config, .resume: true
        case .study, .epochs, .data, .stage: false
        }
    }
}
