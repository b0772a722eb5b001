public import Engine

extension CharacterTask {
    /// The class whose mean training image is nearest.
    public func baseline(on split: Split) -> Baseline? {
        guard let train = data.parts[.train], let part = data.parts[split], part.count > 0 else { return nil }
        let pixels = data.height * data.width * data.channels
        var centroids = [Float](repeating: 0, count: data.classes * pixels)
        var counts = [Float](repeating: 0, count: data.classes)
        for sample in 0..<train.count {
            let label = Int(train.labels[sample])
            counts[label] += 1
            for index in 0..<pixels {
                centroids[label * pixels + index] += Float(train.images[sample * pixels + index])
            }
        }
        var right = 0
        for sample in 0..<part.count {
            var best = (label: -1, distance: Float.infinity)
            for label in 0..<data.classes where counts[label] > 0 {
                var distance: Float = 0
                for index in 0..<pixels {
                    let mean = centroids[label * pixels + index] / counts[label]
                    let difference = Float(part.images[sample * pixels + index]) - mean
                    distance += difference * difference
                }
                if distance < best.distance { best = (label, distance) }
            }
            if best.label == Int(part.labels[sample]) { right += 1 }
        }
        return Baseline(name: "nearest centroid", metric: "accuracy", value: Double(right) / Double(part.count))
    }
}
