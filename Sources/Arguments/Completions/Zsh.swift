import Words

extension Command {
    /// One function a command, each `_arguments` call generated from its options.
    var zshCompletion: String {
        """
        #compdef \(name)
        # zsh completion for \(name): \(name) completion zsh > "${fpath[1]}/_\(name)"
        \(completionNodes.reversed().map(\.zshFunction).joined(separator: "\n"))
        if [ "$funcstack[1]" = "_\(name)" ]; then _\(name) "$@"; else compdef _\(name) \(name); fi

        """
    }
}

extension CompletionNode {
    fileprivate var zshFunction: String {
        var specifications = options.flatMap(\.zshOptions) + [shellQuoted("--help[Print this help.]")]
        guard !subcommands.isEmpty else {
            for (index, argument) in arguments.enumerated() {
                let place = argument.repeats ? "*" : "\(index + 1):"
                specifications.append(shellQuoted("\(place):\(argument.label):") + argument.completion.zshAction)
            }
            return """
                \(function)() {
                    _arguments -s \(specifications.joined(separator: " \\\n        "))
                }
                """
        }
        specifications += ["'1: :->verb'", "'*:: :->rest'"]
        let verbs = subcommands.map { shellQuoted("\($0.name):\($0.summary)") }
        return """
            \(function)() {
                local context state state_descr line verbs
                typeset -A opt_args
                _arguments -C \(specifications.joined(separator: " \\\n        "))
                case $state in
                    verb) verbs=(\(verbs.joined(separator: " ")))
                        _describe command verbs ;;
                    rest) case $words[1] in
            \(subcommands.map { "            \($0.name)) \(function)_\($0.name) ;;" }.joined(separator: "\n"))
                    esac ;;
                esac
            }
            """
    }
}

extension Input {
    fileprivate var zshOptions: [String] {
        let text = help.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
        let repeated = takesValue && repeats ? "*" : ""
        let long = takesValue ? "\(label)=" : label
        return ([long] + (short.map { ["-\($0)\(takesValue ? "+" : "")"] } ?? [])).map { spelling in
            let description = shellQuoted("\(repeated)\(spelling)[\(text)]" + (takesValue ? ":\(placeholder):" : ""))
            return description + (takesValue ? completion.zshAction : "")
        }
    }
}

extension Completion {
    /// The action of an `_arguments` specification, quoted.
    fileprivate var zshAction: String {
        switch self {
        case .none: ""
        case .file: "_files"
        case .words(let words): shellQuoted("(\(words.joined(separator: " ")))")
        case .lines(let command): shellQuoted("{compadd -- ${(f)\"$(\(command) 2>/dev/null)\"}}")
        }
    }
}
