/// Spread that is the same in every process and every run.
enum Jitter {
    /// A number in 0..<1 derived from `name`.
    ///
    /// - SeeAlso: Fowler, Noll, Vo: FNV-1a, 64 bits, with the finalizer of SplitMix64.
    static func fraction(of name: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((hash ^ (hash >> 31)) >> 11) / Double(1 << 53)
    }
}
