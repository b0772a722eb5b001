import Words

extension Command {
    /// Needs bash 4 and no bash-completion package; follows the verbs typed so far, then offers what may come there.
    var bashCompletion: String {
        let nodes = completionNodes
        let verbs = nodes.dropFirst().map { "\"\($0.words)\"" }.joined(separator: "|")
        return """
            # bash completion for \(name): source <(\(name) completion bash)
            # What programs print and files are called is offered as it is, quoted, and nothing in it is expanded.
            _\(name)_lines() {
                local line
                while IFS= read -r line; do
                    if [[ $line == "$cur"* ]]; then COMPREPLY+=("$(printf '%q' "$line")"); fi
                done
            }
            _\(name)_files() {
                local line
                compopt -o filenames 2>/dev/null
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
            }
            _\(name)() {
                local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="\(name)" i
                COMPREPLY=()
                if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$place ${COMP_WORDS[i]}" in
                        \(verbs)) place="$place ${COMP_WORDS[i]}" ;;
                    esac
                done
                case "$place" in
            \(nodes.map(\.bashCase).joined(separator: "\n"))
                esac
            }
            complete -o default -F _\(name) \(name)

            """
    }
}

extension CompletionNode {
    fileprivate var bashCase: String {
        let values = options.filter(\.takesValue).map { option in
            let spellings = [option.label] + (option.short.map { ["-\($0)"] } ?? [])
            return
                "                \(spellings.joined(separator: "|"))) \(option.completion.bashReply(of: path[0]))return ;;"
        }
        let offered = options.map(\.label) + ["--help"]
        let argument = arguments.first { $0.completion != .none }?.completion.bashReply(of: path[0]) ?? ""
        let words = subcommands.map(\.name).joined(separator: " ")
        let fallback = subcommands.isEmpty ? argument : "COMPREPLY=($(compgen -W \(shellQuoted(words)) -- \"$cur\")); "
        return """
                    "\(self.words)")
                        case "$prev" in
            \(values.joined(separator: "\n"))
                        esac
                        case "$cur" in
                            -*) COMPREPLY=($(compgen -W \(shellQuoted(offered.joined(separator: " "))) -- "$cur")) ;;
                            *) \(fallback);;
                        esac ;;
            """
    }
}

extension Completion {
    /// - Parameter tool: whose functions it may call.
    fileprivate func bashReply(of tool: String) -> String {
        switch self {
        case .none: ""
        case .file: "_\(tool)_files; "
        case .words(let words):
            "COMPREPLY=($(compgen -W \(shellQuoted(words.joined(separator: " "))) -- \"$cur\")); "
        case .lines(let command): "_\(tool)_lines < <(\(command) 2>/dev/null); "
        }
    }
}
