import Interchange
import System

/// What a file of another program's search is, and what to write instead.
func words(for sweep: ForeignSweep) -> String {
    switch sweep {
    case .weightsAndBiases:
        """
        this is a sweep of Weights & Biases, which is not read here; say the same in studies/NAME.json5: its metric as \
        objective: { minimize: "val_loss" }, its program as train: { command: ["python3", "train.py", "--lr={lr}"] }, its \
        parameters as space: { lr: { float: [1e-4, 1], log: true } } (the page WandB.md has a whole one)
        """
    case .hydra:
        """
        this is a configuration of Hydra's, which is not read here; say in studies/NAME.json5 what its sweeper has: \
        objective: { minimize: "val_loss" }, train: { command: ["python3", "train.py", "lr={lr}"] }, \
        space: { lr: { float: [1e-4, 1], log: true } } (the page Hydra.md has a whole one)
        """
    case .yaml:
        """
        this is YAML, and a definition is JSON5: studies/NAME.json5 with objective: { minimize: "val_loss" }, \
        train: { command: ["python3", "train.py", "--lr={lr}"] }, space: { lr: { float: [1e-4, 1], log: true } } (the pages \
        WandB.md, RayTune.md and Hydra.md have whole ones for those who come from there)
        """
    }
}

/// Refuses a file that defines a search where a file of results is wanted.
func refuseSweep(at path: String) throws(Failure) {
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), let bytes = try? Files.contents(path, limit: 1 << 20),
        let sweep = ForeignSweep(String(decoding: bytes, as: UTF8.self), file: path)
    else { return }
    throw Failure("\(path): \(words(for: sweep))")
}
