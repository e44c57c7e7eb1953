/// Names of modules, and the files they stand for.
enum ModulePath {
    /// Whether `name` is segments of `a-z`, `0-9`, `_` and `-` with dots between.
    static func isName(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isLetter) }
    }

    /// Whether the name is kept for modules of the program itself.
    static func isOurs(_ name: String) -> Bool {
        name == "runtime" || name.hasPrefix("runtime.")
    }

    /// The file of a module, relative to the folder of the policy.
    static func of(_ name: String) -> String {
        name.replacing(".", with: "/") + ".lua"
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
