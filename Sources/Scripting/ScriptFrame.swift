/// A function of a script that was being called when an error was raised.
struct ScriptFrame: CustomStringConvertible {
    /// Its name, or `the file itself`; empty when Lua knows none.
    let function: String
    /// File and line of the call, such as `payments.lua:14`.
    let place: String

    /// Reads `payments.lua:14 schedule`, as the C side writes it.
    init(_ line: Substring) {
        let space = line.lastIndex(of: ":").flatMap { line[$0...].firstIndex(of: " ") }
        place = String(line[..<(space ?? line.endIndex)])
        function = space.map { String(line[line.index(after: $0)...]) } ?? ""
    }

    var description: String {
        switch function {
        case "": "called at \(place)"
        case "the file itself": "called while the file was loaded, at \(place)"
        default: "called by '\(function)' at \(place)"
        }
    }
}
