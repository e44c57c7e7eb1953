import Rotation

/// A declared schedule as people and machines read it.
extension Schedule {
    /// Such as `every 30d at 03:00 Europe/Berlin in Tue,Thu 02:00-04:00`.
    var summary: String {
        windows.isEmpty ? when : "\(when) in \(windowList)"
    }

    /// The windows, their zone and what becomes of a run that misses its own; nil without any.
    var windowWords: String? {
        if !windows.isEmpty { return "\(windowList) \(timeZone); missed: \(missed.rawValue)" }
        return cron.map { _ in "an hour from each time of its cron; missed: \(missed.rawValue)" }
    }

    /// The windows as policies write them.
    var windowsJSON: Value {
        .list(windows.map { .string("\($0)") })
    }

    var cron: Cron? {
        if case .cron(let cron, _) = rhythm { cron } else { nil }
    }

    private var windowList: String { windows.map(\.description).joined(separator: "; ") }

    private var when: String {
        if let cron { return "by cron \"\(cron.text)\" \(timeZone)" }
        let time = rotateAt.map { " at \($0) \(timeZone)" } ?? ""
        return "every \(interval.short)\(time)"
    }
}
