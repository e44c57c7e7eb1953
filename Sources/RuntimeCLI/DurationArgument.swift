import ArgumentParser
import Rotation
import Scripting

/// A duration on the command line, as policies write it: `30m`, `1d12h`, `45s`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = DurationText.parse(argument) else { return nil }
        self.duration = duration
    }
}
