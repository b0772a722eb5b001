import Engine

extension FaceTask {
    /// The last frame given again: what a target of the frames' own kind, such as a pose a moment later, is first compared
    /// with. Nil where the target has another width than a frame.
    func baseline(on split: Split) -> Baseline? {
        guard data.features == data.outputs, let part = data.parts[split], part.count > 0 else { return nil }
        let width = data.features
        var last: [Float] = []
        for sample in 0..<part.count {
            let first = ((sample + 1) * data.time - 1) * width
            last += part.frames[first..<first + width]
        }
        data.frameScale.undo(on: &last)
        data.targetScale.apply(to: &last)
        var sum = 0.0
        for sample in 0..<part.count {
            var (product, own, other) = (0.0, 0.0, 0.0)
            for index in sample * width..<(sample + 1) * width {
                let (a, b) = (Double(last[index]), Double(part.targets[index]))
                product += a * b
                own += a * a
                other += b * b
            }
            sum += product / max((own * other).squareRoot(), 1e-12)
        }
        return Baseline(name: "the last frame again", metric: "cosine", value: sum / Double(part.count))
    }
}
