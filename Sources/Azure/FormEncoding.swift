internal import HTTP
internal import Rotation

/// A body of type `application/x-www-form-urlencoded`.
///
/// Generated secrets hold characters such as `+` that mean something else in a form, so that
/// everything but RFC 3986's unreserved characters is escaped.
struct FormEncoding {
    private(set) var bytes: [UInt8] = []

    init() {
        // Growing would leave copies of a secret behind.
        bytes.reserveCapacity(4_096)
    }

    /// Adds a field with a plain value.
    mutating func add(_ name: String, _ value: String) {
        begin(name)
        append(Array(value.utf8))
    }

    /// Adds a field with a secret value; wipe the form after use.
    mutating func add(_ name: String, _ value: SecretValue) {
        begin(name)
        value.withBytes { append($0) }
    }

    /// Overwrites the form.
    mutating func wipe() {
        bytes.wipe()
    }

    private mutating func begin(_ name: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        append(Array(name.utf8))
        bytes.append(UInt8(ascii: "="))
    }

    private mutating func append(_ raw: some Collection<UInt8>) {
        var piece = raw.percentEncoded
        bytes += piece
        piece.wipe()
    }

    /// Escapes `text` for use as one segment of a path.
    static func escape(_ text: String) -> String {
        String(decoding: text.utf8.percentEncoded, as: UTF8.self)
    }
}
