extension String {
    /// Whether `isFine` accepts every byte of its UTF-8 form.
    package func allBytes(_ isFine: (UInt8) -> Bool) -> Bool {
        utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isFine) } ?? utf8.allSatisfy(isFine)
    }

    /// Whether both are the same but for the case of ASCII letters, as names of header fields are.
    ///
    /// - SeeAlso: RFC 9110, section 5.1.
    package func isSameName(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0.inLowerCase == $1.inLowerCase }
    }
}

extension UInt8 {
    fileprivate var inLowerCase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
