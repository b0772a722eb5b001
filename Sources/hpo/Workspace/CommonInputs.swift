import Arguments
import Studies

/// Declarations that several commands share.
enum CommonInputs {
    static let database = Option(
        "db", .file, placeholder: "FILE", help: "The database; otherwise HPO_DB, or db/hpo.sqlite of the project.")
    static let json = Flag("json", help: "Print JSON for programs instead of text for people.")

    static let studyNames = Tool.completion(of: .studies)
    static let study = Argument(
        "STUDY", .string(completion: studyNames), help: "The study's name; the one used last where none is named.")
    /// The same before a trial's number, which may stand there without it.
    static let studyOfTrial = Argument(
        "STUDY", .string(completion: Tool.completion(of: .studiesAndTrials)),
        help: "The study's name; the one used last where none is named.")
    static let studyOption = Option(
        "study", .string(completion: studyNames), placeholder: "STUDY", help: "The study, in place of the argument.")
    static let stage = Option(
        "stage", .string(completion: Tool.completion(of: .stages)), placeholder: "STAGE",
        help: "Only the trials of this stage of the study.")
    static let trialNumber = Argument(
        "N", .integer(in: 0...).offering(Tool.completion(of: .trials)), required: true,
        help: "The trial's number, from 0.", question: "which trial?")
}

extension ParsedArguments {
    /// The study that is named as an argument or after --study, nil where none is.
    func studyName() throws(UsageError) -> String? {
        let argument = self[CommonInputs.study]
        let option = self[CommonInputs.studyOption]
        if let argument, let option, argument != option {
            throw error(.other("two studies are named: '\(argument)' and '\(option)'"))
        }
        return argument ?? option
    }

    var wantsJSON: Bool { self[CommonInputs.json] }
}
