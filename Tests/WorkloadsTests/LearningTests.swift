import Engine
import JSON
import TestSupport
import Testing

@testable import Workloads

/// Short trainings on the real data, each against what can be had without the model; `hpo-bench learn` has the long ones.
@Suite("Learning on real data") struct LearningTests {
    /// The best epoch of a short training and the baseline on the validation set; nil where the data is absent.
    private func train(
        _ workload: String, _ file: String, epochs: Int, _ params: JSONObject
    ) throws -> (best: Double, baseline: Baseline, metric: [Double], reports: [EpochMetrics])? {
        guard let path = Repository.shared("data/\(file)") else { return nil }
        var run = LearningRun(workload: workload, data: path)
        run.params = params
        run.epochs = epochs
        run.seed = 1
        run.threads = 1
        let result = try run.run()
        let baseline = try #require(result.baseline)
        let metric = result.reports.compactMap { $0["val_\(baseline.metric)"] }
        #expect(result.test.contains { $0.name == baseline.metric })
        return (try #require(metric.max()), baseline, metric, result.reports)
    }

    @Test("the pose a third of a second ahead is nearer than the last pose is")
    func motion() throws {
        let params: JSONObject = [
            "d_model": 32, "layers": 1, "heads": 4, "lr": 3e-3, "warmup_epochs": 0, "dropout": 0.0, "eta_min": 1e-4,
        ]
        guard let (best, baseline, _, _) = try train("face-transformer", "motion.safetensors", epochs: 2, params)
        else { return }
        #expect(abs(baseline.value - 0.497) < 0.001)
        #expect(best > baseline.value + 0.1)
    }

    @Test("the next chord is told better than by a bigram model")
    func chords() throws {
        let params: JSONObject = [
            "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "heads": 4, "lr": 5e-3, "warmup_epochs": 0,
            "dropout": 0.0,
        ]
        guard let (best, baseline, _, _) = try train("video-music", "chords.safetensors", epochs: 2, params)
        else { return }
        #expect(baseline.name == "bigram model" && abs(baseline.value - 0.282) < 0.002)
        #expect(best > baseline.value + 0.02)
    }

    @Test("characters are told better than by the nearest centroid")
    func characters() throws {
        let params: JSONObject = [
            "width": 0.5, "depth": 0.1, "image_size": 32, "batch_size": 16, "lr": 3e-3, "schedule": "cosine",
            "warmup_epochs": 3, "weight_decay": 0.01, "stochastic_depth": 0.0, "dropout": 0.0, "center_crop": 1.0,
            "flip_horizontal": false, "flip_vertical": false, "rotation": 10.0, "shift": 0.06, "scale": 0.1,
            "crop_scale": 1.0,
            "brightness": 0.0, "contrast": 0.0, "jitter": 0.0, "blur": 0.0,
        ]
        guard let (best, baseline, _, _) = try train("character", "characters-26.safetensors", epochs: 16, params)
        else { return }
        #expect(baseline.name == "nearest centroid" && abs(baseline.value - 0.32) < 0.02)
        #expect(best > baseline.value + 0.05)
    }

    @Test("the air is told better than by its mean, and the pollutant without validation labels is left out")
    func airQuality() throws {
        let params: JSONObject = [
            "d_model": 16, "layers": 1, "heads": 2, "lr": 3e-3, "dropout": 0.0, "batch_size": 64,
            "schedule": "constant", "warmup_epochs": 0,
        ]
        guard let (best, baseline, _, reports) = try train("talking-face", "air-quality.safetensors", epochs: 4, params)
        else { return }
        #expect(baseline.name.hasPrefix("ridge regression") && abs(baseline.value - 0.61) < 0.005)
        #expect(best > 0.4)
        #expect(reports.allSatisfy { $0["val_r2_nmhc"] == nil && $0["val_r2_benzene"] != nil })
    }
}
