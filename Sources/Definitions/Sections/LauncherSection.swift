// launcher: { NAME: { options } }

extension MethodSection where Algorithm == LauncherSettings {
    /// The launchers, by the names that definitions use.
    static var launcher: MethodSection {
        MethodSection(
            kind: "launcher", standard: Method(name: "local", algorithm: .local),
            makers: ["local": { _ in .local }, "slurm": slurm, "custom": custom])
    }

    private static func slurm(_ options: Options) -> LauncherSettings? {
        var settings = SlurmSettings()
        settings.partition = options.word("partition", "the name of a partition")
        settings.account = options.word("account", "the name of an account")
        settings.time = options.duration("time")
        settings.gpus = options.countOrWord("gpus", "a number of GPUs, or a kind and a number such as \"a100:2\"")
        settings.cpus = options.int("cpus", in: 1...4096)
        settings.memory = options.size("memory")
        settings.extra = options.words("extra") ?? []
        settings.poll = options.number("poll", "seconds from 0.1 to 3600", default: settings.poll) {
            (0.1...3600).contains($0)
        }
        settings.jobs = options.int("jobs", in: 1...10_000, default: settings.jobs)
        settings.driver = options.section("driver", default: settings.driver, driver)
        return .slurm(settings)
    }

    private static func driver(_ options: Options) -> SlurmDriverSettings {
        var settings = SlurmDriverSettings()
        settings.partition = options.word("partition", "the name of a partition")
        settings.account = options.word("account", "the name of an account")
        settings.time = options.duration("time")
        settings.memory = options.size("memory")
        settings.extra = options.words("extra") ?? []
        return settings
    }

    private static func custom(_ options: Options) -> LauncherSettings? {
        let commands = ["submit", "poll", "cancel"].map { options.command($0) }
        guard let submit = commands[0], let poll = commands[1], let cancel = commands[2] else { return nil }
        var settings = CustomSettings(submit: submit, poll: poll, cancel: cancel)
        settings.every = options.number("every", "seconds from 0.1 to 3600", default: settings.every) {
            (0.1...3600).contains($0)
        }
        settings.jobs = options.int("jobs", in: 1...10_000, default: settings.jobs)
        return .custom(settings)
    }
}

extension Options {
    /// One word, which no command could take for an option; nil where there is none.
    fileprivate func word(
        _ name: String, _ expected: String, where isAllowed: @escaping (String) -> Bool = { _ in true }
    ) -> String? {
        text(name, expected) {
            !$0.isEmpty && !$0.hasPrefix("-") && !$0.contains(where: \.isWhitespace) && isAllowed($0)
        }
    }

    /// An amount of memory as Slurm writes it; nil where there is none.
    fileprivate func size(_ name: String) -> String? {
        word(name, "a size such as \"8G\"") { $0.wholeMatch(of: /[1-9][0-9]*[KMGT]?/) != nil }
    }

    /// The command of a scheduler, which must be there.
    fileprivate func command(_ name: String) -> [String]? {
        guard let words = words(name), !words.isEmpty else {
            missing(name, "a list such as [\"qsub\", \"{script}\"]")
            return nil
        }
        return words
    }
}
