import Storage

extension Trial {
    /// `completed, audited`, `stopped, paused`
    var stateWords: String {
        state.name.rawValue + (auditedEpoch == nil ? "" : ", audited") + (pausedEpoch == nil ? "" : ", paused")
            + (isSetAside ? ", by hand" : "")
            + (repeats.map { ", repeats \($0.trial)" } ?? "")
    }
}
