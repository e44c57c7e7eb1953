import TestSupport
import Testing

@testable import Rotation

/// What the description of events says, against the events themselves.
struct EventFieldsTests {
    @Test("An event has described fields only, of their types, and all that are never nil")
    func fields() throws {
        for hook in Hook.allCases {
            for event in try Self.events(of: hook) {
                Self.compare(event, hook.eventFields, "\(hook.rawValue)")
            }
        }
    }

    private static func compare(_ value: Value, _ fields: [Parameter], _ place: String) {
        let members = value.members ?? [:]
        let names = fields.map(\.name)
        #expect(Set(members.keys).subtracting(names).isEmpty, "\(place)")
        for field in fields {
            let member = members[field.name]
            #expect(member != nil || !field.isRequired, "\(place).\(field.name)")
            guard let member else { continue }
            #expect(field.type.accepts(member), "\(place).\(field.name)")
            if case .record(_, let inner) = field.type {
                compare(member, inner, "\(place).\(field.name)")
            }
        }
    }

    /// The events of one hook in a life with a rotation, a retirement and a failure.
    private static func events(of hook: Hook) throws -> [Value] {
        var declaration = Declaration.example
        declaration.overlap = .duration(.hours(2))
        let scene = Scene(declaration)
        var events: [Value] = []
        scene.policy.on(hook) { event, _ in
            events.append(event)
            return [.bool(true)]
        }
        scene.register()
        _ = try scene.run { $0.current?.deliveredAt != nil }
        try scene.store.request(.manual, of: declaration.name)
        _ = try scene.run(for: .days(1)) { $0.version == 2 && $0.credentials.count == 1 }
        scene.issuer.readErrors = [.denied(action: "read", why: "403")]
        try scene.store.request(.manual, of: declaration.name)
        _ = try scene.run(for: .minutes(10))
        #expect(!events.isEmpty, "\(hook.rawValue)")
        return events
    }
}
