// input/MODALITY f32 [N,T,F] or [N,F], NaN where missing; label/TASK f32 [N], -1 where missing.

import Engine
import JSON

/// The splits of talking-face's data in memory: imputed, z-scored, labels in [0,1].
struct TalkingFaceData {
    /// One input: a sequence, or one vector for all of it.
    struct Modality {
        let name: String
        /// nil for [N,F].
        let time: Int?
        let features: Int
        var width: Int { (time ?? 1) * features }
    }

    struct Part {
        var count = 0
        /// By modality, [N,T,F] or [N,F].
        var inputs: [[Float]] = []
        /// [N,K] in the data's units, -1 where missing; empty where labels are not needed.
        var labels: [Float] = []
        /// [N,K] scaled, -1 where missing; empty where labels are not needed.
        var targets: [Float] = []
    }

    static let missing: Float = -1

    let modalities: [Modality]
    let tasks: [String]
    let time: Int
    private(set) var parts: [Split: Part]
    let description: JSONValue
    private let imputations: [Imputation]
    private let scales: [ZScore]
    /// The least and the largest valid label of each task in the training set.
    let ranges: [(least: Float, largest: Float)]

    var statistics: JSONValue {
        var inputs = JSONObject()
        for (index, modality) in modalities.enumerated() {
            inputs[modality.name] = ["median": imputations[index].json, "scale": scales[index].json]
        }
        var labels = JSONObject()
        for (task, range) in zip(tasks, ranges) {
            labels[task] = [.double(Double(range.least)), .double(Double(range.largest))]
        }
        return ["inputs": .object(inputs), "labels": .object(labels)]
    }

    init(_ source: DataSource, _ needs: DataNeeds) throws(WorkloadError) {
        let raw: TalkingFaceSource
        switch source {
        case .synthetic: raw = TalkingFaceTeacher().data(splits: needs.splits)
        case .file(let path):
            do { raw = try TalkingFaceSource(path, needs) } catch { throw .reading(error, labels: ["label/"]) }
        }
        try needs.check { raw.parts[$0]?.count ?? 0 }
        let statistics = needs.statistics
        (modalities, tasks, description) = (raw.modalities, raw.tasks, raw.description)
        time = raw.modalities.compactMap(\.time).first ?? 1
        var parts = raw.parts

        var imputations: [Imputation] = []
        var scales: [ZScore] = []
        for (index, modality) in raw.modalities.enumerated() {
            let imputation: Imputation
            if let statistics {
                let known = statistics["inputs"]?[modality.name]
                guard let median = Imputation(known?["median"], width: modality.features),
                    let scale = ZScore(known?["scale"], width: modality.features)
                else { throw .notGiven("the training's statistics do not fit the data's input \(modality.name)") }
                imputation = median
                scales.append(scale)
            } else {
                imputation = Imputation(fitting: parts[.train]?.inputs[index] ?? [], width: modality.features)
            }
            imputations.append(imputation)
            for split in parts.keys { parts[split]?.inputs[index].imputed(by: imputation) }
            if statistics == nil {
                scales.append(ZScore(fitting: parts[.train]?.inputs[index] ?? [], width: modality.features))
            }
            for split in parts.keys { parts[split]?.inputs[index].scaled(by: scales[index]) }
        }
        self.imputations = imputations
        self.scales = scales
        if case .file(let path) = source { try Self.checkLabels(of: raw, needs, path: path) }

        var ranges: [(least: Float, largest: Float)] = []
        for (index, task) in raw.tasks.enumerated() {
            if let statistics {
                guard let range = statistics["labels"]?[task]?.arrayValue, range.count == 2,
                    let least = range[0].doubleValue, let largest = range[1].doubleValue
                else { throw .notGiven("the training's statistics do not fit the data's label \(task)") }
                ranges.append((Float(least), Float(largest)))
            } else {
                ranges.append(Self.range(of: parts[.train]?.labels ?? [], task: index, tasks: raw.tasks.count))
            }
        }
        self.ranges = ranges
        for split in parts.keys { parts[split]?.scaleLabels(by: ranges) }
        self.parts = parts.filter { needs.kept.contains($0.key) }
    }

    /// Refuses a task that has nothing to be trained on, and a split that has nothing to be measured by.
    private static func checkLabels(
        of raw: TalkingFaceSource, _ needs: DataNeeds, path: String
    ) throws(WorkloadError) {
        func refuse(_ tensor: String) -> WorkloadError {
            .file(.unexpected(path: path, tensor: tensor, expected: "a label other than -1", found: "none"))
        }
        if needs.statistics == nil, let labels = raw.parts[.train]?.labels {
            for (index, task) in raw.tasks.enumerated()
            where !stride(from: index, to: labels.count, by: raw.tasks.count).contains(where: { labels[$0] != missing })
            {
                throw refuse("train/label/\(task)")
            }
        }
        for split in Split.allCases where needs.labelled.contains(split) {
            if raw.parts[split]?.labels.allSatisfy({ $0 == missing }) == true {
                throw refuse("\(split.rawValue)/label/\(raw.tasks.joined(separator: ", "))")
            }
        }
    }

    private static func range(of labels: [Float], task: Int, tasks: Int) -> (least: Float, largest: Float) {
        let valid = stride(from: task, to: labels.count, by: tasks).map { labels[$0] }.filter { $0 != missing }
        return (valid.min() ?? 0, valid.max() ?? 1)
    }

    /// A scaled prediction in the label's own units.
    func label(_ value: Float, task: Int) -> Float {
        let (least, largest) = ranges[task]
        return least + value * (largest - least)
    }
}

extension TalkingFaceData.Part {
    /// Valid labels to [0,1] by the training set's ranges; a label outside them is taken to the nearest end, since the
    /// model's sigmoid can go no further.
    fileprivate mutating func scaleLabels(by ranges: [(least: Float, largest: Float)]) {
        targets = labels.enumerated().map { index, label in
            if label == TalkingFaceData.missing { return TalkingFaceData.missing }
            let (least, largest) = ranges[index % ranges.count]
            return largest > least ? min(1, max(0, (label - least) / (largest - least))) : 0.5
        }
    }
}

extension [Float] {
    fileprivate mutating func imputed(by imputation: Imputation) { imputation.apply(to: &self) }
    fileprivate mutating func scaled(by scale: ZScore) { scale.apply(to: &self) }
}
