import Foundation

/// The text is not JSON.
struct JSONSyntaxError: Error, Equatable {}

extension JSON {
    /// Reads a whole JSON text in UTF-8; members are put in the order of their names.
    ///
    /// - Throws: ``JSONSyntaxError`` for anything that Foundation does not take as JSON.
    init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        let options = JSONSerialization.ReadingOptions.fragmentsAllowed
        let parsed = try? JSONSerialization.jsonObject(with: Data(bytes), options: options)
        guard let parsed else { throw JSONSyntaxError() }
        self.init(foundation: parsed)
    }

    private init(foundation value: Any) {
        switch value {
        case let number as NSNumber: self.init(number)
        case let text as String: self = .string(text)
        case let items as [Any]: self = .array(items.map(JSON.init(foundation:)))
        case let members as [String: Any]:
            let sorted = members.sorted { $0.key < $1.key }
            self = .object(sorted.map { Member(name: $0.key, value: JSON(foundation: $0.value)) })
        default: self = .null
        }
    }

    /// Foundation tells what a JSON number was by its C type code.
    private init(_ number: NSNumber) {
        switch UnicodeScalar(UInt8(bitPattern: number.objCType.pointee)) {
        case "c", "B": self = .bool(number.boolValue)
        case "d", "f": self = .decimal(number.description)
        default: self = .int(number.intValue)
        }
    }
}
