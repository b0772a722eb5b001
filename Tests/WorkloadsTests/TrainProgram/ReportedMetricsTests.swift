import Engine
import JSON
import Testing

@testable import Workloads

@Suite("Reported metrics") struct ReportedMetricsTests {
    @Test("a workload reports just the metrics that it announces")
    func announced() throws {
        try check(FaceTransformer(), ["d_model": 8, "heads": 2, "layers": 1])
        try check(VideoMusic(), ["d_model": 8, "heads": 2, "encoder_layers": 1, "decoder_layers": 1])
        try check(CharacterClassifier(), ["width": 0.1, "depth": 0.1, "image_size": 24])
    }

    private func check(_ workload: some Workload, _ params: JSONObject) throws {
        let reports = try ShortTraining(workload, params, epochs: 1).run()
        #expect(reports.first?.metrics.map(\.name) == workload.metrics)
    }
}
