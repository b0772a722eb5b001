public import Engine

extension TalkingFaceTask {
    /// Ridge regression of each task on the inputs of the last step, fitted on the training set: the mean of the tasks' R2.
    public func baseline(on split: Split) -> Baseline? {
        guard let train = data.parts[.train], let part = data.parts[split] else { return nil }
        let inputs = (0..<part.count).map { lastStep($0, of: part) }
        let trainInputs = (0..<train.count).map { lastStep($0, of: train) }
        let scores = data.tasks.indices.compactMap { task -> Double? in
            let known = labelled(task, in: part)
            let fitted = labelled(task, in: train)
            let mean = known.reduce(0) { $0 + $1.label } / Double(max(known.count, 1))
            let variation = known.reduce(0) { $0 + ($1.label - mean) * ($1.label - mean) }
            guard known.count >= 2, variation > 0, !fitted.isEmpty else { return nil }
            let model = RidgeRegression(
                fitted.map { trainInputs[$0.sample] }, targets: fitted.map(\.label), alpha: 1)
            let error = known.reduce(0.0) { sum, one in
                let difference = one.label - model.predict(inputs[one.sample])
                return sum + difference * difference
            }
            return 1 - error / variation
        }
        guard !scores.isEmpty else { return nil }
        return Baseline(
            name: "ridge regression on the last step", metric: "r2", value: scores.reduce(0, +) / Double(scores.count))
    }

    private func lastStep(_ sample: Int, of part: TalkingFaceData.Part) -> [Double] {
        data.modalities.indices.flatMap { index in
            let modality = data.modalities[index]
            let end = (sample + 1) * modality.width
            return part.inputs[index][end - modality.features..<end].map { Double($0) }
        }
    }

    private func labelled(_ task: Int, in part: TalkingFaceData.Part) -> [(sample: Int, label: Double)] {
        (0..<part.count).compactMap { sample in
            let label = part.labels[sample * data.tasks.count + task]
            return label == TalkingFaceData.missing ? nil : (sample, Double(label))
        }
    }
}
