#if DEBUG
    import Rotation

    /// What a process may die before or after: a durable write, or a call that leaves it.
    enum Deed: Hashable, CaseIterable {
        case mint, remove, prove, read, standing, serverTime
        /// A listing of all applications.
        case list
        /// A host function, whatever it does to the world.
        case hostCall
        case register, fit, claim, request, pause, note, prune
        case breaker, errand, callBegin, callFinish
        /// What a listing found out about a fleet.
        case roster
        /// How a fleet fares.
        case fleet
        /// An orphan put on record.
        case takeIn
        /// An operator's order.
        case askRetry, askDrop, askAdopt, askLeave
        case commit(Written)

        /// What a commit is for.
        enum Written: Hashable {
            /// Its last event.
            case event(Event.Kind)
            /// That a removal was acknowledged.
            case removed
            /// Nothing but when to look again.
            case wait
        }

        static var allCases: [Deed] {
            let calls: [Deed] = [
                .mint, .remove, .prove, .read, .standing, .serverTime, .list, .hostCall,
            ]
            let writes: [Deed] = [
                .register, .fit, .claim, .request, .pause, .note, .prune, .breaker, .errand,
                .callBegin, .callFinish, .roster, .fleet, .takeIn, .askRetry, .askDrop, .askAdopt,
                .askLeave,
            ]
            let events = Event.Kind.allCases.filter(\.isCommitted)
            let commits = events.map(Written.event) + [.removed, .wait]
            return calls + writes + commits.map(Deed.commit)
        }

        /// Its name in those of its two fail points.
        var name: String {
            switch self {
            case .commit(.event(let kind)): "commit-\(kind.rawValue)"
            case .commit(.removed): "commit-removed"
            case .commit(.wait): "commit-wait"
            case .serverTime: "server-time"
            case .hostCall: "host-call"
            case .callBegin: "call-begin"
            case .callFinish: "call-finish"
            case .takeIn: "take-in"
            case .askRetry: "ask-retry"
            case .askDrop: "ask-drop"
            case .askAdopt: "ask-adopt"
            case .askLeave: "ask-leave"
            case .mint, .remove, .prove, .read, .standing, .list: "\(self)"
            case .register, .fit, .claim, .request, .pause, .note, .prune: "\(self)"
            case .breaker, .errand, .roster, .fleet: "\(self)"
            }
        }
    }

    extension Deed {
        /// The deed of committing `change`.
        static func committing(_ change: Change) -> Deed {
            if let kind = change.events.last?.kind { return .commit(.event(kind)) }
            let rotation = change.rotation
            let isRemoval = rotation.credentials.contains {
                $0.removedAt != nil && $0.removedAt == rotation.lastWriteAt && $0.absence == nil
                    && !$0.state.isOver
            }
            return .commit(isRemoval ? .removed : .wait)
        }

        /// The deed of putting `order` on record.
        static func asking(_ order: Order) -> Deed {
            switch order {
            case .retry: .askRetry
            case .drop: .askDrop
            case .adopt: .askAdopt
            case .leave: .askLeave
            }
        }
    }

    extension Event.Kind {
        /// Whether whoever holds the lease writes it; others come with a deed of their own.
        fileprivate var isCommitted: Bool {
            switch self {
            case .retried, .dropped, .offered, .leaving, .resumed: false  // an operator's word
            case .connected, .disconnected: false  // a breaker
            case .managed: false  // a policy file or a listing
            case .decided, .began, .intended, .sealed, .accepted, .refused, .proven, .promoted,
                .delivered, .hook, .vetoed, .retiring, .gone, .expired, .unresolved, .absent,
                .found, .cleaned, .retrying, .failed, .stuck, .paused, .alert, .adopted, .deleted,
                .unmanaged:
                true
            }
        }
    }
#endif
