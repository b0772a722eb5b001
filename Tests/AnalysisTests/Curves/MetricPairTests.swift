import Search
import Testing

@testable import Analysis

@Suite("Pairs of metrics")
struct MetricPairTests {
    @Test(
        "are found by the words of their names",
        arguments: [
            (["train_loss", "val_loss"], "train_loss", "val_loss"),
            (["train/loss", "val/loss", "lr"], "train/loss", "val/loss"),
            (["loss", "val_loss"], "loss", "val_loss"),
            (["trainLoss", "validLoss"], "trainLoss", "validLoss"),
            (["Loss/train", "Loss/validation"], "Loss/train", "Loss/validation"),
            (["training.loss", "eval.loss", "test.loss"], "training.loss", "eval.loss"),
            (["train_loss", "test_loss"], "train_loss", "test_loss"),
        ])
    func names(names: [String], train: String, validation: String) {
        let pairs = MetricPair.pairs(among: names)
        #expect(pairs.map(\.train) == [train] && pairs.map(\.validation) == [validation])
        #expect(pairs.map(\.direction) == [.minimize])
    }

    @Test("know their direction by name, or by the objective")
    func directions() {
        #expect(MetricPair.pairs(among: ["train_accuracy", "val_accuracy"])[0].direction == .maximize)
        #expect(MetricPair.pairs(among: ["train_quux", "val_quux"])[0].direction == nil)
        let objective = EvidenceObjective("val_quux", .maximize)
        #expect(MetricPair.pairs(among: ["train_quux", "val_quux"], objective: objective)[0].direction == .maximize)
        #expect(MetricPair.pairs(among: ["train_cosine_loss", "val_cosine_loss"])[0].direction == .minimize)
    }

    @Test("are none of what only one set has")
    func none() {
        #expect(MetricPair.pairs(among: ["train_loss", "val_accuracy", "lr", "seconds"]).isEmpty)
    }
}
