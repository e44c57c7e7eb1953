extension Collection<UInt8> {
    /// The bytes with all but RFC 3986's unreserved characters escaped, digits in capitals.
    package var percentEncoded: [UInt8] {
        // Read in place where that can be done: a copy could be of a secret.
        withContiguousStorageIfAvailable(escape) ?? Array(self).withUnsafeBufferPointer(escape)
    }
}

private func escape(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 3)
    for byte in bytes {
        if byte.isUnreserved {
            text.append(byte)
        } else {
            text.append(UInt8(ascii: "%"))
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
    return text
}

private let digits = Array("0123456789ABCDEF".utf8)

extension UInt8 {
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
