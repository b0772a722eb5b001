/// A study whose trials are a shell script of ten lines: loss = x² + 60/epoch.
enum SmallStudy {
    /// Listens for answers, and writes each epoch that was answered to `answered`; resumes from its checkpoint; runs to the
    /// epoch that the file `last` says (3 without it); with `x` 13 it fails.
    static let script = """
        x=$1 last=3 epoch=0 answer=continue
        [ -f last ] && read last < last
        echo "$HPO_TRIAL_DIR" >> begun
        [ "$x" = 13 ] && echo "13 brings bad luck" >&2 && exit 3
        [ -f "$HPO_TRIAL_DIR/checkpoint" ] && read epoch < "$HPO_TRIAL_DIR/checkpoint"
        while [ "$epoch" -lt "$last" ] && [ "$answer" = continue ]; do
            epoch=$((epoch + 1))
            echo "{\\"epoch\\": $epoch, \\"loss\\": $((x * x + 60 / epoch)), \\"other\\": 0.5}"
            echo "$epoch" > "$HPO_TRIAL_DIR/checkpoint.part"
            mv "$HPO_TRIAL_DIR/checkpoint.part" "$HPO_TRIAL_DIR/checkpoint"
            if [ "$HPO_SYNC" = 1 ]; then
                read answer || exit 4
                echo "$HPO_TRIAL_DIR $epoch" >> answered
            fi
        done

        """

    static func definition(
        _ name: String = "small", sampler: String = "random", pruner: String = "none", x: String = "-9, 9",
        sync: Bool = true, more: String = ""
    ) -> String {
        """
        {
          name: "\(name)",
          objective: { minimize: "loss" },
          train: { command: ["sh", "trial.sh", "{x}"], sync: \(sync) },
          fixed: { momentum: 0.9 },
          space: {
            x: { int: [\(x)] },
            rate: { float: [1e-4, 1e-1], log: true },
            kind: { choice: ["plain", "two words"] },
            twice: { equals: "2 * x" },
          },
          sampler: { \(sampler): {} },
          pruner: { \(pruner): {} },
          seed: 7,
          \(more)
        }

        """
    }

    /// A sandbox with the study's script and definition in it.
    static func sandbox(
        sampler: String = "random", pruner: String = "none", x: String = "-9, 9", sync: Bool = true, more: String = ""
    ) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(script, to: "trial.sh")
        try sandbox.write(
            definition(sampler: sampler, pruner: pruner, x: x, sync: sync, more: more), to: "studies/small.json5")
        return sandbox
    }
}
