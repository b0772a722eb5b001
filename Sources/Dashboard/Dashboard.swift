// `hpo dashboard`: what is known of the studies, as pages.
//
//     let dashboard = try Dashboard(reading: "db/hpo.sqlite")
//     let site = dashboard.site(Admission(port: 8180))
//     site.reply(to: request)              // or: try server.run(site, until: …)
//
// What can be changed is a trial's tags and note, whether it goes on, and what is in the queue: no route can set a command, a
// path or an environment.

import Expressions
public import HTTP
import JSON
import Storage
public import Studies

/// The pages of one database.
public struct Dashboard: Sendable {
    let studies: StudyStore
    /// For what is asked again and again, so that it does not wait for a page that takes long.
    let live: StudyStore
    let pictures = PictureCache()
    /// Opens the database to write, for as long as that takes.
    let opened: @Sendable () throws(StudyError) -> StudyStore

    /// The pages of the database at `path`, over connections of their own that read alone.
    ///
    /// - Parameter present: the project that the user is in.
    public init(reading path: String, present: String? = nil) throws(StudyError) {
        opened = { () throws(StudyError) in try StudyStore(opening: path, creating: false, present: present) }
        studies = try StudyStore(reading: path, present: present)
        live = try StudyStore(reading: path, present: present)
    }

    /// All of it, for those whom `admission` lets in.
    public func site(_ admission: Admission) -> Site {
        Site(
            admission,
            routes: [
                page("") { _, _ in try studiesPage() },
                page("study/:name") { request, words in try studyPage(TableView(request, of: words["name"] ?? "")) },
                page("study/:name/trial/:number") { request, words in try trialPage(request, words) },
                data("study/:name/trial/:number/log") { request, words in try moreLog(request, words) },
                change("study/:name/trial/:number/labels") { request, words in try label(request, words) },
                change("study/:name/trial/:number/stop") { _, words in try stop(words) },
                change("study/:name/trial/:number/resume") { _, words in try resume(words) },
                change("study/:name/trial/:number/rerun") { _, words in try rerun(words) },
                change("study/:name/stop") { _, words in try endRuns(words) },
                page("study/:name/enqueue") { request, words in try enqueuePage(request, words) },
                change("study/:name/enqueue") { request, words in try enqueue(request, words) },
                page("study/:name/compare") { request, words in try comparisonPage(request, words) },
                page("study/:name/pictures") { request, words in try picturesPage(request, words) },
                page("study/:name/report") { request, words in try reportPage(request, words) },
                .get("study/:name/events") { request, words in events(request, words["name"] ?? "") },
                data("api/studies") { _, _ in .array(try studies.summaries().map { .object($0.json) }) },
                data("api/study/:name/trials") { request, words in
                    let view = try TableView(request, of: words["name"] ?? "", defaultLimit: nil)
                    let study = try studies.study(named: view.study)
                    return try study.trials(view.query).json(in: study.record)
                },
            ],
            missing: { _ in PageError(404, "There is no such page.").page })
    }

    private func page(
        _ pattern: String, _ body: @escaping @Sendable (Request, [String: String]) throws -> Response
    ) -> Route {
        .get(pattern) { request, words in
            do {
                try studies.checkPlace()
                return .response(try body(request, words))
            } catch {
                return .response(PageError(error).page)
            }
        }
    }

    /// What a form of the site's own pages asks for, which alters the database.
    private func change(
        _ pattern: String, _ body: @escaping @Sendable (Request, [String: String]) throws -> Response
    ) -> Route {
        .post(pattern) { request, words in
            do {
                try studies.checkPlace()
                return .response(try body(request, words))
            } catch {
                return .response(PageError(error).page)
            }
        }
    }

    private func data(
        _ pattern: String, _ body: @escaping @Sendable (Request, [String: String]) throws -> JSONValue
    ) -> Route {
        .get(pattern) { request, words in
            do {
                try studies.checkPlace()
                return .response(.json(try body(request, words)))
            } catch {
                let problem = PageError(error)
                return .response(.json(["error": .string(problem.text)], status: problem.status))
            }
        }
    }

    /// The study of a route, and its trial's number.
    func study(_ words: [String: String]) throws -> OpenStudy { try studies.study(named: words["name"] ?? "") }
}

extension Response {
    fileprivate static func json(_ value: JSONValue, status: Int = 200) -> Response {
        Response(status, type: "application/json; charset=utf-8", value.text() + "\n")
    }
}
