import Words

/// The workloads that this program trains.
public enum WorkloadCatalog {
    /// All of them, the default one first.
    public static let all: [any Workload] = [FaceTransformer(), TalkingFace(), VideoMusic(), CharacterClassifier()]

    /// The workload of a name.
    public static func workload(named name: String) throws(WorkloadError) -> any Workload {
        let known = all.map(\.name)
        guard let workload = all.first(where: { $0.name == name }) else {
            throw .unknownWorkload(name: name, nearest: nearestName(to: name, among: known), known: known)
        }
        return workload
    }
}
