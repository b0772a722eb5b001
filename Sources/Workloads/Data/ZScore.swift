import JSON

/// Mean and deviation of each feature, fitted on the training set and applied to all.
struct ZScore: Sendable, Hashable {
    /// The features' means.
    let mean: [Float]
    /// The features' deviations; 1 where a feature never changes.
    let deviation: [Float]

    /// Fits rows of `width` features: population mean and deviation, in double precision.
    init(fitting values: [Float], width: Int) {
        var sum = [Double](repeating: 0, count: width)
        var squares = [Double](repeating: 0, count: width)
        let rows = values.count / max(width, 1)
        values.withUnsafeBufferPointer { values in
            for row in 0..<rows {
                for feature in 0..<width { sum[feature] += Double(values[row * width + feature]) }
            }
            let mean = sum.map { $0 / Double(max(rows, 1)) }
            for row in 0..<rows {
                for feature in 0..<width {
                    let difference = Double(values[row * width + feature]) - mean[feature]
                    squares[feature] += difference * difference
                }
            }
            sum = mean
        }
        mean = sum.map { Float($0) }
        deviation = squares.map { square in
            let deviation = (square / Double(max(rows, 1))).squareRoot()
            return deviation > 1e-12 ? Float(deviation) : 1
        }
    }

    /// What `json` gave; nil where it is something else.
    init?(_ json: JSONValue?, width: Int) {
        func floats(_ value: JSONValue?) -> [Float]? {
            guard let values = value?.arrayValue, values.count == width else { return nil }
            let floats = values.compactMap { $0.doubleValue.map { Float($0) } }
            return floats.count == width && floats.allSatisfy(\.isFinite) ? floats : nil
        }
        guard let mean = floats(json?["mean"]), let deviation = floats(json?["deviation"]),
            deviation.allSatisfy({ $0 > 0 })
        else { return nil }
        self.mean = mean
        self.deviation = deviation
    }

    /// Both lists, exact to the bit.
    var json: JSONValue {
        [
            "mean": .array(mean.map { .double(Double($0)) }),
            "deviation": .array(deviation.map { .double(Double($0)) }),
        ]
    }

    /// `(value - mean) / deviation`, row by row.
    func apply(to values: inout [Float]) {
        let width = mean.count
        values.withUnsafeMutableBufferPointer { values in
            mean.withUnsafeBufferPointer { mean in
                deviation.withUnsafeBufferPointer { deviation in
                    for row in 0..<values.count / max(width, 1) {
                        for feature in 0..<width {
                            values[row * width + feature] =
                                (values[row * width + feature] - mean[feature]) / deviation[feature]
                        }
                    }
                }
            }
        }
    }

    /// `value * deviation + mean`, row by row.
    func undo(on values: inout [Float]) {
        let width = mean.count
        for index in values.indices { values[index] = values[index] * deviation[index % width] + mean[index % width] }
    }
}
