import Foundation

/// Tells when policy files are to be read again: they changed on disk, or SIGHUP came.
///
/// A change counts once it has stood still for two looks, so that a file that is being written is
/// left alone until it is whole. Looks are a second apart on the machine's clock.
final class PolicyWatch {
    private var folders: [String] = []
    /// By policy file: the files it is made of, and what they were like when they were read.
    private var files: [String: [String]] = [:]
    private var read: [String: [FileMark?]] = [:]
    /// What the last look saw.
    private var seen: [String: [FileMark?]] = [:]
    private var changed: Set<String> = []
    /// Nil before it begins.
    private var nextLook: ContinuousClock.Instant?

    /// Begins to watch named files and the policies in named directories, as they are now.
    func begin(_ arguments: [String]) {
        let paths = arguments.map(PolicyPaths.absolute)
        folders = paths.filter { PolicyPaths.isFolder($0) }
        for path in Set(paths).subtracting(folders).union(found) { read[path] = marks(path) }
        seen = read
        nextLook = .now
    }

    /// Says which files the policy file at `path` is made of, itself included.
    func follow(_ parts: [String], of path: String) {
        guard nextLook != nil, files[path] ?? [path] != parts else { return }
        files[path] = parts
        read[path] = marks(path)
    }

    /// Whether there is something to take; cheap when asked often.
    var hasNews: Bool {
        look()
        return HangupSignal.isRaised || !changed.isEmpty
    }

    /// The policy files to be read again, in order; from now on they count as read.
    ///
    /// - Returns: The files, and whether SIGHUP asked for all of them.
    func take() -> (paths: [String], isAsked: Bool) {
        var paths = changed
        let isAsked = HangupSignal.take()
        if isAsked { paths.formUnion(Set(read.keys).union(found)) }
        changed = []
        for path in paths { read[path] = marks(path) }
        return (paths.sorted(), isAsked)
    }

    /// Has the file taken again after a minute, because it could not be put on record.
    func postpone(_ path: String) {
        read[path] = []
        nextLook = .now + .seconds(60)
    }

    private func look() {
        guard let due = nextLook, due <= .now else { return }
        nextLook = .now + .seconds(1)
        for path in Set(read.keys).union(found) {
            let present = marks(path)
            if present != read[path], present == seen[path] { changed.insert(path) }
            seen[path] = present
        }
    }

    private var found: [String] { folders.flatMap { PolicyPaths.policies(in: $0) } }

    private func marks(_ path: String) -> [FileMark?] {
        (files[path] ?? [path]).map(FileMark.init)
    }
}

/// What tells one state of a file from another without reading it.
private struct FileMark: Equatable {
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int

    /// Looks at the file; nil when it is not there.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
