/// Something that happened to a rotation, for the history and for whoever watches.
package struct Event: Equatable, Sendable {
    package let at: Instant
    package let rotation: String
    /// The run it belongs to, if any.
    package let run: String?
    package let kind: Kind
    /// One line for people, without secrets.
    package let detail: String
    /// The credential it is about, as the directory names it.
    package let keyID: String?
    /// The remedy, where there is one to name.
    package let hint: String?

    package init(
        at: Instant, rotation: String, run: String? = nil, kind: Kind, detail: String,
        keyID: String? = nil, hint: String? = nil
    ) {
        self.at = at
        self.rotation = rotation
        self.run = run
        self.kind = kind
        self.detail = detail
        self.keyID = keyID
        self.hint = hint
    }

    /// What happened.
    package enum Kind: String, CaseIterable, Sendable {
        case decided, began, intended, sealed, accepted, refused, proven, promoted, delivered
        case hook, vetoed, retiring, gone, expired, unresolved, absent, found, cleaned
        case retrying, failed, stuck, retried, dropped, paused, resumed, alert
        case offered, adopted, leaving, deleted
        case disconnected, connected, unmanaged, managed
    }
}
