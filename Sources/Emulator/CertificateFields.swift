import Rotation
import SwiftASN1

/// The fields of an X.509 certificate that a sign-in needs.
///
/// Read without the strictness of a full parser: the service takes certificates that write a
/// version which is the default, and Azure's own command line makes such.
///
/// - SeeAlso: RFC 5280, section 4.1.
struct CertificateFields {
    let subject: String
    let notBefore: Instant
    let notAfter: Instant
    /// SubjectPublicKeyInfo in DER.
    let publicKey: [UInt8]

    init?(der: [UInt8]) {
        guard let root = try? DER.parse(der), let body = root.children?.first?.children else {
            return nil
        }
        let hasVersion =
            body.first?.identifier == .init(tagWithNumber: 0, tagClass: .contextSpecific)
        let fields = Array(body.dropFirst(hasVersion ? 1 : 0))
        guard fields.count >= 6, let validity = fields[3].children, validity.count == 2,
            let begin = validity[0].time, let end = validity[1].time
        else { return nil }
        notBefore = begin
        notAfter = end
        subject = (fields[4].children ?? []).reversed().compactMap(\.attribute)
            .joined(separator: ", ")
        publicKey = Array(fields[5].encodedBytes)
    }
}

extension ASN1Node {
    fileprivate var children: [ASN1Node]? {
        guard case .constructed(let nodes) = content else { return nil }
        return Array(nodes)
    }

    private var bytes: ArraySlice<UInt8>? {
        guard case .primitive(let bytes) = content else { return nil }
        return bytes
    }

    /// A UTCTime or GeneralizedTime: digits and a Z.
    fileprivate var time: Instant? {
        guard let bytes, bytes.last == UInt8(ascii: "Z") else { return nil }
        var digits = String(decoding: bytes.dropLast(), as: UTF8.self)
        if identifier == .utcTime {
            digits = (digits.prefix(2) < "50" ? "20" : "19") + digits
        }
        guard digits.utf8.count == 14 else { return nil }
        var parts: [String] = [String(digits.prefix(4))]
        var rest = digits.dropFirst(4)
        while !rest.isEmpty {
            parts.append(String(rest.prefix(2)))
            rest = rest.dropFirst(2)
        }
        let date = parts[0...2].joined(separator: "-")
        let time = parts[3...5].joined(separator: ":")
        return Timestamp(parsing: "\(date)T\(time)Z")?.instant
    }

    /// A relative distinguished name as Graph writes it.
    fileprivate var attribute: String? {
        guard let pair = children?.first?.children, pair.count == 2, let name = pair[0].bytes,
            let value = pair[1].bytes
        else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return Self.names[Array(name)].map { "\($0)=\(text)" }
    }

    private static let names: [[UInt8]: String] = [
        [85, 4, 3]: "CN", [85, 4, 6]: "C", [85, 4, 7]: "L", [85, 4, 8]: "S", [85, 4, 10]: "O",
        [85, 4, 11]: "OU",
    ]
}
