// Completion scripts for the three shells, generated from the same declarations as the parser and the help:
//
//     source <(tool completion bash)

/// A shell that a completion script can be made for.
public enum Shell: String, Sendable, Hashable, CaseIterable {
    case bash
    case zsh
    case fish
}

extension Command {
    /// The script that teaches `shell` to complete this tool's command lines.
    public func completionScript(for shell: Shell) -> String {
        switch shell {
        case .bash: bashCompletion
        case .zsh: zshCompletion
        case .fish: fishCompletion
        }
    }

    /// Every command of the tree, this one first, with the options in force there.
    var completionNodes: [CompletionNode] { nodes(below: [], inherited: []) }

    private func nodes(below path: [String], inherited: [Input]) -> [CompletionNode] {
        let path = path + [name]
        let options = inherited + inputs.filter { !$0.isArgument && !$0.isHidden }
        let node = CompletionNode(
            path: path, subcommands: subcommands, options: options, arguments: inputs.filter(\.isArgument))
        return [node] + subcommands.flatMap { $0.nodes(below: path, inherited: options) }
    }
}

/// What can follow at one place of the command tree.
struct CompletionNode {
    let path: [String]
    let subcommands: [Command]
    let options: [Input]
    let arguments: [Input]

    var words: String { path.joined(separator: " ") }
    var function: String { "_" + path.joined(separator: "_") }
}
