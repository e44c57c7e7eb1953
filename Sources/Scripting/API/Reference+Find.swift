internal import Rotation

extension Reference {
    /// The sections and entries that a topic names: a section, `section.entry`, or an entry's name.
    ///
    /// - Returns: The sections that have it, with just the entries that are meant; none when there
    ///   is nothing of that name.
    package func find(_ topic: String) -> [Section] {
        let topic = topic.replacing("host:", with: "host.")
        if let section = sections.first(where: { $0.name == topic }) { return [section] }
        return sections.compactMap { section in
            let found = section.entries.filter { entry in
                let full = "\(section.name).\(entry.name)"
                return [entry.name, full].contains(topic) || full.hasPrefix("\(topic).")
                    || entry.name.hasPrefix("\(topic).")
            }
            return found.isEmpty ? nil : Section(section.name, section.about, found)
        }
    }

    /// Every text that ``find(_:)`` understands.
    package var topics: [String] {
        sections.flatMap { section in
            [section.name] + section.entries.flatMap { [$0.name, "\(section.name).\($0.name)"] }
        }
    }
}
