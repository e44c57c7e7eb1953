/// Why the store could not keep or give something.
package enum StoreError: Error, Equatable, Sendable {
    /// The master key does not open this home.
    case wrongKey(String)
    /// No room left, or the medium refuses writes.
    case cannotWrite(String)
    /// The lease was taken over: this holder must not write any more.
    case leaseLost(rotation: String)
    /// A sealed value does not authenticate: it was changed or moved.
    case tampered(what: String)
    case notFound(what: String)
    /// A name is taken by another registration.
    case taken(what: String, by: String)
    /// A registered policy may not change this.
    case refused(what: String, why: String)
    /// Anything else SQLite reports.
    case failed(String)

    /// Whether other rotations are not affected, so that work on them can go on.
    package var concernsOneRotation: Bool {
        switch self {
        case .tampered, .notFound, .taken, .refused: true
        case .wrongKey, .cannotWrite, .leaseLost, .failed: false
        }
    }

    /// What helps.
    package var recovery: Recovery {
        switch self {
        case .cannotWrite, .failed: .retry(after: nil)
        case .taken, .refused: .fixPolicy
        case .wrongKey, .leaseLost, .tampered, .notFound: .inspect
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongKey(let why): "the master key does not open this home: \(why)"
        case .cannotWrite(let why): "the store cannot be written: \(why)"
        case .leaseLost(let rotation):
            "another process took over rotation \"\(rotation)\"; nothing was written"
        case .tampered(let what): "\(what) does not authenticate; it was changed or moved"
        case .notFound(let what): "\(what) does not exist"
        case .taken(let what, let by): "\(what) is already used by \(by)"
        case .refused(let what, let why): "\(what) cannot be changed: \(why)"
        case .failed(let why): "the store failed: \(why)"
        }
    }
}

extension StoreError {
    /// That a rotation is bound to its application: credentials of the old one would be forgotten.
    ///
    /// - Parameters:
    ///   - declaration: What a policy says now.
    ///   - seen: The application as it was last read.
    ///   - connection: Over which it was read.
    /// - Returns: Nil where all of them mean the same application.
    package static func moved(
        _ declaration: Declaration, from seen: Application, on connection: String
    ) -> StoreError? {
        let reference = declaration.application
        let isSame =
            connection == declaration.connection
            && reference.objectID ?? seen.objectID == seen.objectID
            && reference.clientID ?? seen.clientID == seen.clientID
        guard !isSame else { return nil }
        return .refused(
            what: "the application of rotation \"\(declaration.name)\"",
            why: "it has credentials on \(seen.objectID); give the new application a rotation "
                + "of its own name")
    }
}
