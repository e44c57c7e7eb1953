package import Logging
import Synchronization

/// Keeps everything that is logged, at every level, as lines of text.
package final class CapturedLog: Sendable {
    private let kept = Mutex<[String]>([])

    package init() {}

    /// A logger that writes here.
    package var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    /// Level, message and metadata of each line, the metadata sorted by key.
    package var lines: [String] { kept.withLock { $0 } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = ["\(event.level)", "\(event.message)"] + pairs
            log.kept.withLock { $0.append(line.joined(separator: " ")) }
        }
    }
}
