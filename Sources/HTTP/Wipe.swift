internal import Glibc

extension [UInt8] {
    /// Overwrites the bytes with zeros in a way the optimiser keeps.
    ///
    /// It reaches this array's own storage only: copies made before are not found.
    package mutating func wipe() {
        withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        }
    }
}
