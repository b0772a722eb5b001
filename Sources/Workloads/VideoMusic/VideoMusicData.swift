// chord i32 [N,S] (-1 pads), video f32 [N,V,F], key f32 [N,1], emotion u8 [N,S,C] (chords that suit the emotion).

import Engine
import JSON

/// The splits of video-music's data in memory.
struct VideoMusicData {
    struct Part {
        var count = 0
        /// [N,S], -1 where there is no chord; empty where labels are not needed and there are none.
        var chords: [Int32] = []
        /// [N,V,F]
        var video: [Float] = []
        /// [N,1]
        var key: [Float] = []
        /// [N,S,C], 0 or 1; empty where labels are not needed.
        var emotion: [UInt8] = []
    }

    private(set) var parts: [Split: Part]
    let steps, videoSteps, features, chordCount: Int
    let description: JSONValue
    let videoScale, keyScale: ZScore

    var statistics: JSONValue {
        ["video": videoScale.json, "key": keyScale.json, "steps": .int(steps), "chords": .int(chordCount)]
    }

    init(_ source: DataSource, _ needs: DataNeeds) throws(WorkloadError) {
        let raw: Raw
        switch source {
        case .synthetic: raw = VideoMusicTeacher().data(splits: needs.splits)
        case .file(let path):
            do { raw = try Raw(path, needs) } catch { throw .reading(error, labels: ["chord", "emotion"]) }
        }
        try needs.check { raw.parts[$0]?.count ?? 0 }
        (steps, videoSteps, features, chordCount) = (raw.steps, raw.videoSteps, raw.features, raw.chordCount)
        description = raw.description
        if let statistics = needs.statistics {
            guard let video = ZScore(statistics["video"], width: features),
                let key = ZScore(statistics["key"], width: 1)
            else { throw .notGiven("the statistics of the training do not fit data of \(features) features") }
            (videoScale, keyScale) = (video, key)
        } else {
            videoScale = ZScore(fitting: raw.parts[.train]?.video ?? [], width: features)
            keyScale = ZScore(fitting: raw.parts[.train]?.key ?? [], width: 1)
        }
        parts = raw.parts.filter { needs.kept.contains($0.key) }
        for split in parts.keys {
            videoScale.apply(to: &parts[split, default: Part()].video)
            keyScale.apply(to: &parts[split, default: Part()].key)
        }
    }

    /// Data before its scaling.
    struct Raw {
        var parts: [Split: Part] = [:]
        var steps, videoSteps, features, chordCount: Int
        var description: JSONValue

        init(steps: Int, videoSteps: Int, features: Int, chordCount: Int, description: JSONValue) {
            (self.steps, self.videoSteps, self.features) = (steps, videoSteps, features)
            (self.chordCount, self.description) = (chordCount, description)
        }

        init(_ path: String, _ needs: DataNeeds) throws(FileError) {
            let file = try TensorFile(opening: path)
            if let steps = needs.statistics?["steps"]?.intValue, let chords = needs.statistics?["chords"]?.intValue {
                (self.steps, chordCount) = (steps, chords)
            } else {
                let emotion = try file.entry("\(needs.first.rawValue)/emotion", shape: ["N", "S", "C"])
                (steps, chordCount) = (emotion.shape[1], emotion.shape[2])
            }
            let video = try file.entry(
                "\(needs.first.rawValue)/video",
                shape: ["N", "V", needs.fittedWidth("video").map { .exactly($0) } ?? "F"])
            (videoSteps, features) = (video.shape[1], video.shape[2])
            description = file.dataDescription
            guard (1...1_000_000).contains(steps), (1...1_000_000).contains(chordCount), videoSteps > 0, features > 0
            else {
                throw .unexpected(
                    path: path, tensor: video.name, expected: "1 to 1000000 steps and chords, and a video feature",
                    found: "\(steps) steps, \(chordCount) chords and the shape \(video.shape)")
            }
            for split in needs.splits {
                parts[split] = try part(split, isLabelled: needs.labelled.contains(split), of: file)
            }
        }

        private func part(
            _ split: Split, isLabelled: Bool, of file: borrowing TensorFile
        ) throws(FileError) -> Part {
            let chordName = "\(split.rawValue)/chord"
            let emotionName = "\(split.rawValue)/emotion"
            let videoName = "\(split.rawValue)/video"
            let axes: [Dimension] = ["N", .exactly(videoSteps), .exactly(features)]
            var part = Part()
            part.count = try file.entry(videoName, shape: axes).shape[0]
            part.video = try file.finiteFloats(videoName, shape: axes)
            part.key = try file.finiteFloats("\(split.rawValue)/key", shape: [.exactly(part.count), 1])
            // Chords that are there are what a prediction goes by, step by step.
            if !isLabelled, !file.names.contains(chordName) { return part }
            part.chords = try file.integers(chordName, shape: [.exactly(part.count), .exactly(steps)])
            if let bad = part.chords.firstIndex(where: { $0 < -1 || Int($0) >= chordCount }) {
                throw .unexpected(
                    path: file.path, tensor: chordName, expected: "chords from 0 to \(chordCount - 1), or -1",
                    found: "\(part.chords[bad]) at element \(bad)")
            }
            if !isLabelled { return part }
            if part.count > 0, part.chords.allSatisfy({ $0 == -1 }) {
                throw .unexpected(
                    path: file.path, tensor: chordName, expected: "a chord other than -1", found: "none")
            }
            part.emotion = try file.bytes(
                emotionName, shape: [.exactly(part.count), .exactly(steps), .exactly(chordCount)])
            if let bad = part.emotion.firstIndex(where: { $0 > 1 }) {
                throw .unexpected(
                    path: file.path, tensor: emotionName, expected: "0 or 1",
                    found: "\(part.emotion[bad]) at element \(bad)")
            }
            return part
        }
    }
}
