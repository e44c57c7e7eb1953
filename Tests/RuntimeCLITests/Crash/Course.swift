import Foundation
import Rotation

/// What happens in a life, step by step.
enum Course: String, CaseIterable, Sendable {
    /// A second secret by the schedule, and the end of the first one.
    case steady
    /// Replies and requests that are lost, replicas that lag, a hook that says no.
    case rough
    /// A run that the policy leaves out, a broken file, a pause.
    case held
    /// Runs that fail until no more begin, and a secret that is left to its end.
    case stuck
    /// Everything that an operator may want, but for the end.
    case ordered
    /// The end that an operator wants.
    case deleted
    /// A fleet's only member, which is its canary.
    case fleet

    /// A life in `town` that has its first secret.
    func begin(in town: Town, stage: String, named name: String) throws -> Life {
        let policy = LifePolicy(
            stage: stage, skipsFirst: self == .held, isDue: self == .ordered,
            isFleet: self == .fleet)
        let life = try Life(
            in: town, policy, writeGap: self == .rough ? 300 : 5, named: name)
        try life.rest()
        return life
    }

    /// Lives it to its end.
    func live(_ life: Life) throws {
        switch self {
        case .steady: try life.liveSteadily()
        case .rough: try life.liveRoughly()
        case .held: try life.liveHeldUp()
        case .stuck: try life.liveStuck()
        case .ordered: try life.liveToOrder()
        case .deleted: try life.liveToBeDeleted()
        case .fleet: try life.liveSteadily()
        }
    }
}

extension Life {
    fileprivate func liveSteadily() throws {
        for pause in [Duration.hours(22), .hours(2), .minutes(65), .minutes(65)] {
            try town.advance(pause)
            try rest()
        }
    }

    fileprivate func liveRoughly() throws {
        try town.set(knobs: Self.lagging(15))
        for (fault, operation) in [
            ("lost_reply", "addPassword"), ("lost_request", "addPassword"),
            ("status", "application"),
        ] {
            try town.fault(fault, on: operation, status: 503)
            try run(["rotate", "life"])
        }
        desk.refuse("before_rotate", count: 1)
        try run(["rotate", "life"])
        // So often in a row that the connection is left alone for a while.
        try town.advance(.minutes(65))
        try town.fault("status", on: "token", status: 503, times: 6)
        try rest()
        for _ in 0..<3 {
            try town.advance(.minutes(65))
            try rest()
        }
        try town.clearFaults()
        try town.set(knobs: Self.lagging(0))
    }

    private static func lagging(_ seconds: Int) -> String {
        let members = ["min", "median", "p90", "p99", "max"].map { #""\#($0)":\#(seconds)"# }
        return #"{"lag":{"accept":{\#(members.joined(separator: ","))}}}"#
    }

    fileprivate func liveHeldUp() throws {
        try town.advance(.hours(25))
        try rest()
        let text = try policyText
        try write("return {")
        try run(["run", "--once", policy], isRepeated: true)
        try write(text)
        try rest()
        // Asked for, and then paused before anybody took it up.
        try start(["rotate", "life"], at: "after-request:kill")
        try run(["pause", "life"], isRepeated: true)
        try rest()
        try run(["resume", "life"], isRepeated: true)
        try run(["rotate", "life"])
        // Asked for while the file is away.
        try FileManager.default.removeItem(atPath: policy)
        try run(["run", "--once", policy], isRepeated: true)
        try run(["rotate", "life"])
        try write(text)
        try rest()
    }

    /// The policy lets no secret go either, until the oldest has ended.
    fileprivate func liveStuck() throws {
        try town.advance(.hours(20))
        try run(["rotate", "life"])
        desk.refuse("retire", count: 1_000)
        try town.fault("status", on: "addPassword", status: 400, times: 5)
        for _ in 0..<5 { try run(["rotate", "life"]) }
        for pause in [Duration.days(6), .hours(55)] {
            try town.advance(pause)
            try rest()
        }
        try town.clearFaults()
        desk.refuse("retire", count: 0)
        try run(["rotate", "life"])
        try town.advance(.minutes(65))
        try rest()
    }

    fileprivate func liveToOrder() throws {
        try adopt(handmade.keyID, value: handmade.value)
        try run(["rotate", "life"])
        try adopt(try makeByHand())
        desk.refuse("rotated", count: 1_000)
        try run(["rotate", "life"])
        try run(["retry", "life", "--policy", "current"])
        if let event = try rotation?.deliveries.first(where: { $0.hook == .rotated }) {
            try run(["retry", "life", "--drop", event.id], isRepeated: true)
        }
        desk.refuse("rotated", count: 0)
        try leaveOrphan()
        try run(["reconcile", "life"], isRepeated: true)
        try run(["revoke", "life", "--yes"])
        try town.advance(.minutes(65))
        try rest()
    }

    fileprivate func liveToBeDeleted() throws {
        try run(["rotate", "life"])
        try run(["delete", "life", "--yes"], isRepeated: true)
    }
}
