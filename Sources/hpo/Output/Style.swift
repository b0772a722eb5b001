import Storage
import System

/// Colours for a terminal, and none elsewhere or where NO_COLOR is set.
enum Style: String, CaseIterable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"

    static let isOn = Console.isTerminal && (CurrentProcess.variable("NO_COLOR") ?? "").isEmpty

    /// What stands behind the escape character of every style, and of their end.
    static let codes = ["[0m"] + allCases.map { "[\($0.rawValue)m" }

    /// `text` in this style.
    func callAsFunction(_ text: String) -> String {
        Style.isOn && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension TrialState.Name {
    /// The style that this state is shown in.
    var style: Style? {
        switch self {
        case .waiting: .dim
        case .running: .cyan
        case .completed: .green
        case .pruned, .stopped: .yellow
        case .failed: .red
        }
    }
}
