import Foundation
import TestSupport
import Testing

/// A Markdown page of the project: its fenced blocks, code spans, links and headings.
///
/// ```swift
/// let readme = try Page("README.md")
/// readme.blocks.flatMap(\.commands)      // ["hpo study create", …]
/// ```
struct Page: Sendable, CustomTestStringConvertible {
    /// A fenced block.
    struct Block: Sendable {
        /// The word after the fence; empty where there is none.
        let language: String
        /// What is between the fences.
        let lines: [String]
        /// The HTML comment in the line before: `<!-- needs: python3 -->` is `("needs", "python3")`.
        let mark: (name: String, value: String)?

        /// A command and the lines that it printed.
        struct Command: Sendable {
            let line: String
            var output: [String] = []
        }

        /// What is typed: the lines after a `$`, or all of a shell's block; comments are left out.
        var commands: [Command] {
            var commands: [Command] = []
            for line in lines {
                if line.hasPrefix("$ ") {
                    commands.append(Command(line: Self.withoutComment(String(line.dropFirst(2)))))
                } else if language == "sh" {
                    commands.append(Command(line: Self.withoutComment(line)))
                } else if !commands.isEmpty {
                    commands[commands.count - 1].output.append(line)
                }
            }
            return commands
        }

        private static func withoutComment(_ line: String) -> String {
            guard let comment = line.range(of: "  #") else { return line }
            return line[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
        }
    }

    /// From the project's top.
    let path: String
    private(set) var blocks: [Block] = []
    /// What stands between backticks outside of the blocks.
    private(set) var spans: [String] = []
    /// Where its links lead, as they are written.
    private(set) var links: [String] = []
    /// What a link may have after `#`.
    private(set) var anchors: Set<String> = []

    var testDescription: String { path }
    /// The folder that its links start from.
    var folder: URL { Self.root.appendingPathComponent(path).deletingLastPathComponent() }

    /// The project's top.
    static let root = URL(fileURLWithPath: Repository.root)

    /// The README, what it links to, and what contributors read.
    static let all: [Page] = {
        let articles = "Sources/hpo/hpo.docc"
        return (["README.md"] + pages(in: articles) + pages(in: ".github")).compactMap { try? Page($0) }
    }()

    private static func pages(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
        var prose = ""
        var fence: (language: String, mark: (String, String)?, lines: [String])?
        var mark: (String, String)?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```"), let open = fence {
                blocks.append(Block(language: open.language, lines: open.lines, mark: open.mark))
                (fence, mark) = (nil, nil)
            } else if line.hasPrefix("```") {
                fence = (String(line.dropFirst(3)), mark, [])
            } else if fence != nil {
                fence?.lines.append(line)
            } else {
                mark = Self.mark(line)
                if line.hasPrefix("#") { anchors.insert(Self.anchor(of: line)) }
                prose += line + "\n"
            }
        }
        spans = prose.matches(of: /`+([^`]+)`+/).map { String($0.output.1) }
        links = prose.replacing(/`+[^`]+`+/, with: "").matches(of: /\]\(([^)]+)\)|<(doc:[^>]+)>/).map {
            String($0.output.1 ?? $0.output.2 ?? "")
        }
    }

    private static func mark(_ line: String) -> (String, String)? {
        line.wholeMatch(of: /<!-- ([a-z ]+): (.+) -->/).map { (String($0.output.1), String($0.output.2)) }
    }

    /// `## Several objectives, and conditions` is `several-objectives-and-conditions`.
    private static func anchor(of heading: String) -> String {
        let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" })
            .replacingOccurrences(of: " ", with: "-")
    }

    /// What a link of this page is: nil where it leads nowhere; else the file.
    func resolves(_ link: String) -> Bool {
        if link.contains("://") { return true }
        if link.hasPrefix("doc:") {
            return FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(link.dropFirst(4)).md").path)
        }
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let target = parts[0].isEmpty ? Self.root.appendingPathComponent(path) : folder.appendingPathComponent(parts[0])
        guard FileManager.default.fileExists(atPath: target.path) else { return false }
        guard parts.count > 1 else { return true }
        let other = target.standardizedFileURL.path.dropFirst(Self.root.standardizedFileURL.path.count + 1)
        return (try? Page(String(other)))?.anchors.contains(parts[1]) ?? false
    }
}
