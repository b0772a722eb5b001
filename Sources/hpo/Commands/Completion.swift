import Arguments

extension Tool {
    private static let shell = Argument(
        "SHELL", .choice(of: Shell.self), required: true, help: "bash, zsh or fish.")

    static let completion: Command = Command(
        "completion", summary: "Print a script that teaches a shell to complete hpo's command lines.",
        examples: [
            Example("source <(hpo completion bash)", "bash, in ~/.bashrc"),
            Example("source <(hpo completion zsh)", "zsh, in ~/.zshrc after compinit"),
            Example("hpo completion fish > ~/.config/fish/completions/hpo.fish", "fish"),
        ],
        inputs: [shell]
    ) { arguments in
        try Console.write(Tool.root.completionScript(for: try arguments.require(shell)))
    }
}
