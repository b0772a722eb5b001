// R2 and RMSE of each task over its valid labels, in the labels' own units.
//
// R2 = 1 - sum (y - prediction)^2 / sum (y - mean of y)^2.

public import Engine

/// The measures of a multi-task regression. A task without valid labels, or whose labels are all the same, has no R2
/// and is left out of the mean.
public struct TaskMeter: EpochMeter {
    private struct Sums {
        var count = 0.0
        var label = 0.0
        var square = 0.0
        var error = 0.0
    }

    private let data: TalkingFaceData
    private let split: Split
    private var tasks: [Sums]
    private var loss = 0.0
    private var samples = 0

    init(data: TalkingFaceData, split: Split) {
        self.data = data
        self.split = split
        tasks = Array(repeating: Sums(), count: data.tasks.count)
    }

    /// Adds a batch's predictions against the labels of its samples.
    public mutating func add(_ batch: TalkingFaceTask.Batch, samples: ArraySlice<Int>) {
        guard let part = data.parts[split] else { return }
        let prediction = batch.tape.values(of: batch.prediction)
        for (row, sample) in samples.enumerated() {
            for task in tasks.indices {
                let label = part.labels[sample * tasks.count + task]
                if label == TalkingFaceData.missing { continue }
                let error = Double(label) - Double(data.label(prediction[row * tasks.count + task], task: task))
                // Shifted by the range's end: the squares' difference loses less.
                let shifted = Double(label) - Double(data.ranges[task].least)
                tasks[task].count += 1
                tasks[task].label += shifted
                tasks[task].square += shifted * shifted
                tasks[task].error += error * error
            }
        }
        loss += Double(batch.tape.values(of: batch.loss)[0]) * Double(samples.count)
        self.samples += samples.count
    }

    /// `loss`, `r2`; for other splits than `train` also `r2_TASK` and `rmse_TASK`.
    public func results() -> [(name: String, value: Double)] {
        var result = [("loss", loss / Double(max(samples, 1)))]
        let scores = tasks.map { sums -> Double? in
            let variation = sums.square - sums.label * sums.label / max(sums.count, 1)
            return sums.count >= 2 && variation > 1e-12 * max(sums.square, 1e-30) ? 1 - sums.error / variation : nil
        }
        let known = scores.compactMap { $0 }
        if !known.isEmpty { result.append(("r2", known.reduce(0, +) / Double(known.count))) }
        if split == .train { return result }
        for (index, task) in data.tasks.enumerated() {
            if let score = scores[index] { result.append(("r2_\(task)", score)) }
            if tasks[index].count > 0 {
                result.append(("rmse_\(task)", (tasks[index].error / tasks[index].count).squareRoot()))
            }
        }
        return result
    }
}
