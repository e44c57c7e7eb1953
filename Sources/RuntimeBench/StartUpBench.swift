import Foundation

/// `runtime run --once` when nothing is due.
enum StartUpBench {
    /// Best of ten in milliseconds, and the most memory that one of them held.
    static func measure(with tenant: LocalTenant, in workshop: Workshop) throws -> [Measure] {
        let application = try tenant.makeApplications(1)[0]
        let policy = try workshop.write(policy(application), to: "start.lua")
        let config = try workshop.write(config, to: "start/config.lua")
        var environment = tenant.environment
        environment["RUNTIME_HOME"] =
            URL(fileURLWithPath: config).deletingLastPathComponent().path
        let command = [workshop.runtime, "run", "--once", policy]
        _ = try Child.run(command, environment: environment)
        let before = try tenant.requests()
        var times: [Double] = []
        var peaks: [Double] = []
        for _ in 0..<10 {
            let numbers = try workshop.baseline(["launch"] + command, environment: environment)
            guard numbers.count == 2 else {
                throw Child.Failure(description: "launch printed no two numbers")
            }
            times.append(numbers[0] / 1e6)
            peaks.append(numbers[1] / 1024)
        }
        guard try tenant.requests() == before else {
            throw Child.Failure(description: "something was due after all")
        }
        return [
            Measure(
                name: "start_up", value: times.min() ?? .nan, unit: "ms",
                bars: [.valueAtMost(60)]),
            Measure(
                name: "start_up_memory", value: peaks.max() ?? .nan, unit: "MiB",
                bars: [.valueAtMost(40)]),
        ]
    }

    private static func policy(_ application: LocalTenant.Owned) -> String {
        """
        return {
          name = "start-up", interval = "30d", rotate_at = "03:00", timezone = "Europe/Berlin",
          application = { client_id = "\(application.clientID)" },
          secrets = { client_id = "START_CLIENT_ID", client_secret = "START_CLIENT_SECRET" },
        }
        """
    }

    private static let config = """
        return {
          limits = {
            write_gap = "0s", first_probe = "0s", proof_spacing = "0s", settle = "0s",
          },
        }
        """
}
