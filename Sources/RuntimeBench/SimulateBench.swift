/// `runtime simulate` of a thousand rotations; it fails where a rule is broken.
enum SimulateBench {
    /// Seconds of a year as the service behaves, and of 400 days as it behaves at its worst.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let policy = try workshop.write(policy, to: "simulate.lua")
        return [
            try measure("simulate", policy, days: 365, profile: "real", atMost: 5, in: workshop),
            try measure(
                "simulate_hostile", policy, days: 400, profile: "hostile", atMost: 10,
                in: workshop),
        ]
    }

    private static func measure(
        _ name: String, _ policy: String, days: Int, profile: String, atMost bar: Double,
        in workshop: Workshop
    ) throws -> Measure {
        let numbers = try workshop.baseline([
            "launch", workshop.runtime, "simulate", policy, "--applications", "1000",
            "--days", "\(days)", "--profile", profile, "--start", "2026-01-10T00:00:00Z",
        ])
        guard let spent = numbers.first else {
            throw Child.Failure(description: "launch printed nothing")
        }
        return Measure(
            name: name, value: spent / 1e9, unit: "s for 1000 rotations over \(days) days",
            bars: [.valueAtMost(bar)])
    }

    private static let policy = """
        return {
          name = "simulate", interval = "30d",
          application = { client_id = "6f3c0001-0000-4000-8000-000000000003" },
          secrets = { client_secret = "SIMULATE" },
        }
        """
}
