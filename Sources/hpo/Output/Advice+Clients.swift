// The same for programs that are answered by `hpo serve`: what to ask for rather than what to type.

import Storage
import Studies
import Words

/// An error in words, and what a client of `hpo serve` may do about it.
func explainedToClient(_ error: any Error) -> String {
    guard let error = error as? StudyError, let advice = advice(on: error) else { return explained(error) }
    return "\(error); \(advice)"
}

private func advice(on error: StudyError) -> String? {
    switch error {
    case .storage(.unknownStudy(let name, let known)):
        nearestNames(to: name, among: known).first.map { "did you mean \"\($0)\"?" }
            ?? "study.list (as a tool: study_list) has those there are"
    case .storage(.studyExists): "give the new one another \"name\", or take it as it is: \"load_if_exists\": true"
    case .storage(.moved): "the next request opens what is there now"
    case .noTrial, .storage(.unknownTrial): "query lists the trials"
    case .valueAlone: "tell it with \"metrics\" in place of \"value\""
    case .noObjective(_, let metric): "tell it with \"value\", or with \"metrics\" that have \"\(metric)\""
    case .nothingCompleted(_, nil, 0): "it has no trials yet: ask begins one"
    case .severalBest: "query lists the trials"
    default: nil
    }
}
