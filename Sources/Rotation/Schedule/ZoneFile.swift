import Foundation
import Synchronization

/// Time zones as the machine's own tools know them: compiled tz database files.
///
/// One database for everything, so that what is shown here and by `date` or Python agrees.
///
/// - SeeAlso: RFC 8536, "The Time Zone Information Format (TZif)".
enum ZoneFile {
    /// Where the files are: `TZDIR`, else where systems keep them.
    private static let folders =
        [ProcessInfo.processInfo.environment["TZDIR"]].compactMap(\.self)
        + ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]

    /// Tables once read; a fleet has few zones and many rotations.
    private static let known = Mutex<[String: ZoneTable]>(["UTC": .utc])

    /// The zone called `identifier`, or nil when there is none or its file cannot be made out.
    static func table(_ identifier: String) -> ZoneTable? {
        if let table = known.withLock({ $0[identifier] }) { return table }
        guard isName(identifier) else { return nil }
        for folder in folders {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(identifier)"),
                let table = decode([UInt8](bytes))
            else { continue }
            known.withLock { $0[identifier] = table }
            return table
        }
        return nil
    }

    /// Letters, digits and a few signs, in parts that are no way out of the folder.
    private static func isName(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0 & 0xdf)
                        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "+")
                }
        }
    }

    /// Reads a file of any version; nil for anything else and for files that count leap seconds.
    static func decode(_ bytes: [UInt8]) -> ZoneTable? {
        var reader = ZoneReader(bytes[...])
        guard let first = reader.header() else { return nil }
        guard first.version >= UInt8(ascii: "2") else {
            return reader.table(first, width: 4, hasRule: false)
        }
        guard reader.take(first.length(width: 4)) != nil, let second = reader.header() else {
            return nil
        }
        return reader.table(second, width: 8, hasRule: true)
    }
}

/// Reads the parts of a TZif file from front to back.
private struct ZoneReader {
    private var rest: ArraySlice<UInt8>

    /// The counts of a block.
    struct Header {
        var version: UInt8
        var isUT, isStandard, leaps, transitions, types, characters: Int

        /// Bytes of the block behind the header.
        func length(width: Int) -> Int {
            transitions * (width + 1) + types * 6 + characters + leaps * (width + 4) + isStandard
                + isUT
        }
    }

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func header() -> Header? {
        guard take(4).map({ $0.elementsEqual("TZif".utf8) }) == true, let version = take(16)?.first
        else { return nil }
        let counts = (0..<6).compactMap { _ in integer(4).map(Int.init) }
        guard counts.count == 6, counts.allSatisfy({ (0...100_000).contains($0) }), counts[4] > 0
        else { return nil }
        return Header(
            version: version, isUT: counts[0], isStandard: counts[1], leaps: counts[2],
            transitions: counts[3], types: counts[4], characters: counts[5])
    }

    /// A big-endian number in two's complement.
    private mutating func integer(_ width: Int) -> Int64? {
        guard let bytes = take(width) else { return nil }
        let unsigned = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: unsigned)) : Int64(bitPattern: unsigned)
    }

    mutating func table(_ header: Header, width: Int, hasRule: Bool) -> ZoneTable? {
        guard header.leaps == 0 else { return nil }
        let starts = (0..<header.transitions).compactMap { _ in integer(width) }
        guard starts.count == header.transitions, zip(starts, starts.dropFirst()).allSatisfy(<),
            starts.allSatisfy({ (-(1 << 60)...1 << 60).contains($0) }),
            let indices = take(header.transitions),
            let types = types(header), indices.allSatisfy({ Int($0) < types.count })
        else { return nil }
        let spans = zip(starts, indices).map { start, index -> ZoneTable.Span in
            var span = types[Int(index)]
            span.start = start
            return span
        }
        guard hasRule else { return ZoneTable(first: types[0], spans, then: nil) }
        guard take(header.isStandard + header.isUT) != nil, let text = footer() else { return nil }
        // An empty line says nothing about the time to come.
        if text.isEmpty { return ZoneTable(first: types[0], spans, then: nil) }
        return ZoneRule(text).map { ZoneTable(first: types[0], spans, then: $0) }
    }

    /// The kinds of local time, each with its offset and name.
    private mutating func types(_ header: Header) -> [ZoneTable.Span]? {
        let parts = (0..<header.types).compactMap { _ -> (Int64, Int)? in
            guard let offset = integer(4), let rest = take(2), let name = rest.last else {
                return nil
            }
            return (offset, Int(name))
        }
        guard parts.count == header.types, let names = take(header.characters) else { return nil }
        return parts.map { offset, start in
            let name = names.dropFirst(start).prefix { $0 != 0 }
            return ZoneTable.Span(
                start: 0, offset: offset, name: String(decoding: name, as: UTF8.self))
        }
    }

    /// The line behind the block.
    private func footer() -> String? {
        guard rest.first == 10, rest.last == 10, rest.count >= 2 else { return nil }
        return String(decoding: rest.dropFirst().dropLast(), as: UTF8.self)
    }
}
