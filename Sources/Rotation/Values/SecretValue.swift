/// The bytes of a secret, lent only inside a closure and wiped when the last owner lets go.
///
/// It prints as `<secret>` through `print`, `dump` and interpolation and has no `Codable`, so that
/// no log line or error text can hold the value by accident.
package final class SecretValue: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies `bytes` into memory of its own; the caller wipes the source where it can.
    package init(_ bytes: some Collection<UInt8>) {
        storage = .allocate(byteCount: bytes.count, alignment: 1)
        storage.copyBytes(from: bytes)
    }

    /// Copies the UTF-8 form of `text`.
    package convenience init(_ text: String) {
        self.init(Array(text.utf8))
    }

    deinit {
        // Volatile semantics are not to be had in Swift; the allocation is freed at once after.
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        storage.deallocate()
    }

    /// Length of the value in bytes.
    package var count: Int { storage.count }

    /// Lends the bytes to `body`; they must not outlive the call.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretValue: Equatable {
    /// Compares in time that depends on the lengths only.
    package static func == (left: SecretValue, right: SecretValue) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<left.count {
            difference |= left.storage[index] ^ right.storage[index]
        }
        return difference == 0
    }
}
