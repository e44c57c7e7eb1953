/// A policy file's text with that of every module it requires: all that is needed to run it.
package struct PolicySource: Equatable, Sendable {
    package var text: String
    /// The modules' texts by their names, such as `lib.times`.
    package var modules: [String: String]

    package init(_ text: String, modules: [String: String] = [:]) {
        self.text = text
        self.modules = modules
    }
}
