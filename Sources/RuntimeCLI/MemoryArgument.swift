import ArgumentParser

/// An amount of memory for a script, such as `64MiB`.
struct MemoryArgument: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        guard argument.hasSuffix("MiB"), let count = Int(argument.dropLast(3)),
            (8...64).contains(count)
        else { return nil }
        bytes = count << 20
    }
}
