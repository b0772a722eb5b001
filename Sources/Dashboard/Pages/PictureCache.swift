import HTTP
import Reports
import Storage
import Studies
internal import Synchronization

/// The pictures of studies, drawn again once there is something new.
final class PictureCache: Sendable {
    private struct Key: Hashable {
        let study: StudyID
        let look: ChartLook
    }

    private struct Drawn {
        let revision: Int
        let html: String
        let figures: [Figure]
    }

    private let drawn = Mutex<[Key: Drawn]>([:])

    /// Pages are to come soon even where many studies are looked at.
    private static let most = 16

    /// The pictures as `controls` want them, with the links that want them otherwise.
    func html(of study: OpenStudy, _ controls: ChartControls) -> String {
        do throws(StudyError) {
            let drawn = try pictures(of: study, controls.look)
            // The links depend on the rest of the address.
            return drawn.figures.reduce(drawn.html) { html, figure in
                html.replacing(Self.mark(figure), with: controls.html(figure), maxReplacements: 1)
            }
        } catch {
            var body = PageBody()
            body.add("p", ["class": "note"], "There are no pictures: \(error).")
            return body.text
        }
    }

    /// Where the links above a figure will be; nothing that is escaped looks like it.
    private static func mark(_ figure: Figure) -> String { "<!--\(figure.name)-->" }

    private func pictures(of study: OpenStudy, _ look: ChartLook) throws(StudyError) -> Drawn {
        let key = Key(study: study.record.id, look: look)
        let revision = study.record.revision
        if let known = drawn.withLock({ $0[key] }), known.revision == revision { return known }
        let document = try StudyOverview(of: study, look: look).document
        let made = Drawn(
            revision: revision, html: document.sectionContent(controls: Self.mark), figures: document.figures)
        drawn.withLock { drawn in
            if drawn.count >= Self.most { drawn = [:] }
            drawn[key] = made
        }
        return made
    }
}
