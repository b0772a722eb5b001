// chord i32 [N,S] (-1 pads), video f32 [N,V,F], key f32 [N,1], emotion u8 [N,S,C] (chords that suit the emotion).

import Engine
import JSON

/// The splits of video-music's data in memory.
struct VideoMusicData {
    struct Part {
        var count = 0
        /// [N,S], -1 where there is no chord.
        var chords: [Int32] = []
        /// [N,V,F]
        var video: [Float] = []
        /// [N,1]
        var key: [Float] = []
        /// [N,S,C], 0 or 1.
        var emotion: [UInt8] = []
    }

    private(set) var parts: [Split: Part]
    let steps, videoSteps, features, chordCount: Int
    let description: JSONValue
    let videoScale, keyScale: ZScore

    var statistics: JSONValue { ["video": videoScale.json, "key": keyScale.json] }

    init(_ source: DataSource, splits: Set<Split>, statistics: JSONValue?) throws(WorkloadError) {
        let needed = splits.union(statistics == nil ? [.train] : [])
        let raw: Raw
        switch source {
        case .synthetic: raw = VideoMusicTeacher().data(splits: needed)
        case .file(let path):
            do { raw = try Raw(path, splits: needed) } catch { throw .file(error) }
        }
        (steps, videoSteps, features, chordCount) = (raw.steps, raw.videoSteps, raw.features, raw.chordCount)
        description = raw.description
        if let statistics {
            guard let video = ZScore(statistics["video"], width: features),
                let key = ZScore(statistics["key"], width: 1)
            else { throw .notGiven("the statistics of the training do not fit data of \(features) features") }
            (videoScale, keyScale) = (video, key)
        } else {
            videoScale = ZScore(fitting: raw.parts[.train]?.video ?? [], width: features)
            keyScale = ZScore(fitting: raw.parts[.train]?.key ?? [], width: 1)
        }
        parts = raw.parts.filter { splits.contains($0.key) }
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

        init(_ path: String, splits: Set<Split>) throws(FileError) {
            let file = try TensorFile(opening: path)
            let emotion = try file.entry("train/emotion", shape: ["N", "S", "C"])
            (steps, chordCount) = (emotion.shape[1], emotion.shape[2])
            let video = try file.entry("train/video", shape: ["N", "V", "F"])
            (videoSteps, features) = (video.shape[1], video.shape[2])
            description = file.dataDescription
            guard steps > 0, chordCount > 0, videoSteps > 0, features > 0 else {
                throw .unexpected(
                    path: path, tensor: emotion.name, expected: "at least one step, chord and video feature",
                    found: "shapes \(emotion.shape) and \(video.shape)")
            }
            for split in splits { parts[split] = try part(split, of: file) }
        }

        private func part(_ split: Split, of file: borrowing TensorFile) throws(FileError) -> Part {
            let chordName = "\(split.rawValue)/chord"
            let emotionName = "\(split.rawValue)/emotion"
            var part = Part()
            part.chords = try file.integers(chordName, shape: ["N", .exactly(steps)])
            part.count = part.chords.count / steps
            if let bad = part.chords.firstIndex(where: { $0 < -1 || $0 >= Int32(chordCount) }) {
                throw .unexpected(
                    path: file.path, tensor: chordName, expected: "chords from 0 to \(chordCount - 1), or -1",
                    found: "\(part.chords[bad]) at element \(bad)")
            }
            part.video = try file.finiteFloats(
                "\(split.rawValue)/video", shape: [.exactly(part.count), .exactly(videoSteps), .exactly(features)])
            part.key = try file.finiteFloats("\(split.rawValue)/key", shape: [.exactly(part.count), 1])
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
