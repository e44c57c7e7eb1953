#if DEBUG
    import Rotation

    /// What a process may die before or after: a durable write, or a call that leaves it.
    enum Deed: Hashable, CaseIterable {
        case mint, remove, prove, read, standing, serverTime
        /// A host function, whatever it does to the world.
        case hostCall
        case register, claim, request, pause, note, breaker, errand, callBegin, callFinish
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
            let calls: [Deed] = [.mint, .remove, .prove, .read, .standing, .serverTime, .hostCall]
            let writes: [Deed] = [
                .register, .claim, .request, .pause, .note, .breaker, .errand, .callBegin,
                .callFinish,
            ]
            // These are written with an operator's word and with a breaker.
            let apart: Set<Event.Kind> = [.resumed, .connected, .disconnected]
            let events = Event.Kind.allCases.filter { !apart.contains($0) }
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
            case .mint, .remove, .prove, .read, .standing: "\(self)"
            case .register, .claim, .request, .pause, .note, .breaker, .errand: "\(self)"
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
    }
#endif
