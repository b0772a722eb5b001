// Where a study's trials run: a folder of the project that holds the database, so that a project can be moved and copied.
//
//     let project = ProjectFolder(ofDatabase: "/home/ada/face/db/hpo.sqlite")
//     project.path                               // "/home/ada/face"
//     project.recorded("/home/ada/face")         // ".", as it is stored
//     project.located(".").folder                // "/home/ada/face", wherever that is now

import System

/// The project that holds a database, by which folders are stored and found.
struct ProjectFolder: Sendable, Hashable {
    /// Absolute: the folder above `db/`; for a database elsewhere the present project where it lies in that, or its own folder.
    let path: String
    /// The project that the user is in, nil where that is not known.
    private let present: String?
    /// Whether the database lies where a project has it.
    private let isInPlace: Bool

    /// The project of the database at `path`, which need not exist.
    init(ofDatabase path: String, present: String? = nil) {
        let named = Files.folder(of: path)
        // A folder `db` that is a link belongs to the project that it is named in.
        let isNamed = named == "db" || named.utf8.suffix(3).elementsEqual("/db".utf8)
        let parent = isNamed ? Files.folder(of: named) : named
        let found = Files.canonical(parent) ?? Files.resolve(parent, in: CurrentProcess.workingDirectory ?? "/")
        let folder = isNamed ? "\(found)/db" : found
        let present = present.map { Files.canonical($0) ?? $0 }
        isInPlace = folder.utf8.suffix(3).elementsEqual("/db".utf8)
        if isInPlace {
            self.path = Files.folder(of: folder)
        } else if let present, Files.relative(folder, to: present) != nil {
            self.path = present
        } else {
            self.path = folder
        }
        self.present = present
    }

    /// How `directory`, which is absolute, is stored: relative to the project where it lies in it.
    func recorded(_ directory: String) -> String {
        let directory = Files.canonical(directory) ?? directory
        return Files.relative(directory, to: path) ?? directory
    }

    /// Where a stored `directory` is now, and what it was where it cannot be that any more.
    ///
    /// An absolute one, as all were before version 3 of the database, counts where it lies in the project or is the one that
    /// the user is in. Another one is not touched: the project was copied or moved since. Only a study whose database was
    /// kept apart from the project, in no folder `db`, has its folder there as long as that exists.
    func located(_ directory: String) -> (folder: String, formerly: String?) {
        guard Files.isAbsolute(directory) else {
            return (directory == "." ? path : "\(path)/\(directory)", nil)
        }
        let canonical = Files.canonical(directory) ?? directory
        if Files.relative(canonical, to: path) != nil || canonical == present { return (directory, nil) }
        if !isInPlace, Files.isFolder(directory) { return (directory, nil) }
        return (path, directory)
    }
}
