// Tags and remarks of a study's trials.
//
//     try study.tag(7, adding: ["good"])
//     try study.remark("diverges without warm-up", about: 7)
//     try study.labels()[7]?.tags          // ["good"]; `tags.good` in conditions

public import Storage

extension OpenStudy {
    /// The tags and remarks of the trials that have any, by number.
    public func labels() throws(StudyError) -> [Int: TrialLabels] {
        try storing { () throws(StorageError) in try database.labels(of: record.id) }
    }

    /// Puts tags to trial `number` and takes others away.
    ///
    /// - Throws: `unusableTag` for one that conditions could not name; `storage(unknownTrial)`, `storage(deletedTrial)`.
    public func tag(
        _ number: Int, adding added: [String] = [], removing removed: [String] = []
    ) throws(StudyError) {
        if let tag = added.first(where: { !Self.isTag($0) }) { throw .unusableTag(tag) }
        _ = try trial(number)
        try storing { () throws(StorageError) in
            try database.tag(number, of: record.id, adding: added, removing: removed)
        }
    }

    /// Notes `remark` about trial `number` in place of what was noted before; nil takes that away.
    ///
    /// - Throws: `storage(unknownTrial)`, `storage(deletedTrial)`.
    public func remark(_ remark: String?, about number: Int) throws(StudyError) {
        _ = try trial(number)
        try storing { () throws(StorageError) in try database.remark(remark, about: number, of: record.id) }
    }

    /// Letters, digits and `_`, no digit first: a name of the expression language, in which `tags.NAME` asks for it.
    private static func isTag(_ tag: String) -> Bool {
        guard let first = tag.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else { return false }
        return tag.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
        }
    }
}
