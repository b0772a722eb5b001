import Words

extension Command {
    /// A function that finds the verb typed so far, then one `complete` line for each thing that may follow it.
    var fishCompletion: String {
        let nodes = completionNodes
        let verbs = nodes.dropFirst().map { shellQuoted($0.words) }.joined(separator: " ")
        return """
            # fish completion for \(name): \(name) completion fish > ~/.config/fish/completions/\(name).fish
            function __\(name)_at
                set -l place \(name)
                for word in (commandline -opc)[2..-1]
                    contains -- "$place $word" \(verbs); and set place "$place $word"
                end
                test "$place" = "$argv[1]"
            end
            complete -c \(name) -f
            \(nodes.flatMap(\.fishLines).joined(separator: "\n"))

            """
    }
}

extension CompletionNode {
    fileprivate var fishLines: [String] {
        let start = "complete -c \(path[0]) -n \(shellQuoted("__\(path[0])_at \"\(words)\""))"
        let verbs = subcommands.map { "\(start) -a \(shellQuoted($0.name)) -d \(fishQuoted($0.summary))" }
        let flags = options.map { option in
            let short = option.short.map { " -s \($0)" } ?? ""
            let value =
                option.takesValue ? (option.completion == .file ? " -r" : " -x") + option.completion.fishOffer : ""
            return "\(start) -l \(option.name)\(short)\(value) -d \(fishQuoted(option.help))"
        }
        let values = arguments.filter { $0.completion != .none }.map { "\(start)\($0.completion.fishOffer)" }
        return verbs + flags + values + ["\(start) -l help -s h -d 'Print help'"]
    }
}

extension Completion {
    fileprivate var fishOffer: String {
        switch self {
        case .none: ""
        case .file: " -F"
        case .words(let words): " -a \(fishQuoted(words.joined(separator: " ")))"
        case .lines(let command): " -a \(fishQuoted("(\(command) 2>/dev/null)"))"
        }
    }
}

/// `text` in single quotes, as fish reads them.
private func fishQuoted(_ text: String) -> String {
    "'" + text.map { "'\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "'"
}
