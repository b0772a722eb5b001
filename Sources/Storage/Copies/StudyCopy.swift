/// One of two copies of a study: the one of this database, or that of another which is at hand as the schema `other`.
struct StudyCopy {
    static let otherSchema = "other"

    let schema: String
    let study: StudyID

    static func here(_ study: StudyID) -> StudyCopy { StudyCopy(schema: "main", study: study) }
    static func other(_ study: StudyID) -> StudyCopy { StudyCopy(schema: otherSchema, study: study) }
}
