import Rotation

extension ControlAnswers {
    /// Carries out a request to `/_emulator/clock`.
    func clock(_ clock: EmulatorClock) -> Outcome {
        do throws(Refused) {
            clock.forgetTheDead()
            switch request.method {
            case "GET":
                if let client = try client(request.query["client"]) { clock.know(client) }
                return .reply(reply(200, state(clock)))
            case "DELETE":
                if let client = try client(request.query["client"]) { clock.leave(client) }
                return .reply(reply(200, state(clock)))
            case "POST": return try steer(clock, try body())
            default: throw Refused(status: 405, message: "method not allowed")
            }
        } catch {
            return .reply(refuse(error))
        }
    }

    private func steer(_ clock: EmulatorClock, _ body: JSON) throws(Refused) -> Outcome {
        if let until = body["until"]?.int {
            guard let client = try client(body["client"]) else {
                throw Refused(message: "a wait needs the client's process id")
            }
            clock.know(client)
            return .wait(ClockWait(client: client, until: Int64(until)))
        }
        let moved: Bool
        switch (body["advance"]?.int, body["set"]?.int) {
        case (let seconds?, nil): moved = clock.move { $0 + .seconds(seconds) }
        case (nil, let time?): moved = clock.move { _ in Instant(Int64(time)) }
        default: throw Refused(message: "give until, advance or set, in whole seconds")
        }
        guard moved else { throw Refused(status: 409, message: "the clock is the system's") }
        return .reply(reply(200, state(clock)))
    }

    private func state(_ clock: EmulatorClock) -> JSON {
        ["now": .int(Int(clock.now.seconds)), "virtual": .bool(clock.isVirtual)]
    }

    private func client(_ value: JSON?) throws(Refused) -> Int32? {
        if let number = value?.int { return try client(String(number)) }
        return try client(value?.string)
    }

    private func client(_ text: String?) throws(Refused) -> Int32? {
        guard let text else { return nil }
        guard let id = Int32(text), id > 0 else {
            throw Refused(message: "client \"\(text)\" is no process id")
        }
        return id
    }
}
