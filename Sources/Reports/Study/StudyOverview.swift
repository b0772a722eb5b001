// The pictures that say at a glance how a study goes: what a page shows that is made anew whenever something has happened.

import Charts
public import Studies

/// A study's history, its learning curves, and its parameters beside each other.
public struct StudyOverview {
    /// Progress and parameters.
    public let document: Document

    /// Reads what the pictures show of `study`; changes nothing.
    public init(of study: OpenStudy, look: ChartLook = ChartLook()) throws(StudyError) {
        let figures = StudyFigures(try StudyMaterial(of: study), wantsModel: false, look: look)
        document = Document(
            title: study.name, summary: [],
            sections: [
                Section("Progress", [.figure(figures.history)] + [figures.learningCurves, figures.front].figureBlocks),
                Section("Parameters", [figures.parallel].figureBlocks),
            ])
    }
}
