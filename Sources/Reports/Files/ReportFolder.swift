// A report's files: written beside, and put in place of an earlier report's at once.

import Charts
public import System

/// The folder of a report.
public struct ReportFolder {
    /// Where it is.
    public let path: String

    /// The folder at `path`.
    public init(_ path: String) { self.path = path }

    /// Writes `document` as `index.html`, `report.md` and a picture for each figure, beside `files`.
    ///
    /// What an earlier report left under other names stays, the pictures of figures that are no more aside.
    ///
    /// - Parameter files: further files by name.
    /// - Returns: the names of the files that were written.
    @discardableResult
    public func write(_ document: Document, files: [(name: String, text: String)] = []) throws(SystemError) -> [String]
    {
        try Files.makeFolders(path)
        var written: [String] = []
        func write(_ name: String, _ text: String) throws(SystemError) {
            try Files.replace("\(path)/\(name)", with: text)
            written.append(name)
        }
        for figure in document.figures {
            try write(
                "\(figure.name).svg", figure.chart.svg(ChartOptions(width: 880, id: figure.name, isStandalone: true)))
        }
        try write("report.md", document.markdown)
        for file in files { try write(file.name, file.text) }
        // Last: whoever opens it finds the rest there.
        try write("index.html", document.html)
        return written
    }
}
