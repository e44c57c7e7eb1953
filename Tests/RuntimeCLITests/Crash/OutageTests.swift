import Rotation
import Testing

/// Graph or Entra is away for six hours.
struct OutageTests {
    private static let graph = [
        "application", "addPassword", "removePassword", "servicePrincipal", "servicePrincipals",
    ]

    @Test(
        "Six hours without an answer make nothing stuck, and then all goes on",
        arguments: [graph, ["token"], graph + ["token"]])
    func sixHours(operations: [String]) throws {
        let town = try Town()
        let life = try Life(in: town, LifePolicy(stage: "2h"), named: "outage")
        try life.rest()
        // The run is due while the outage lasts, and later a removal.
        for (pause, version) in [(Duration.hours(22), 1), (.hours(3), 2)] as [(Duration, Int)] {
            try town.advance(pause)
            for operation in operations {
                try town.fault("status", on: operation, status: 503, times: 1_000_000)
            }
            for _ in 0..<3 {
                try life.start(["run", "--once", "--max-wait", "2h", life.policy])
                try town.advance(.minutes(1))
            }
            let rotation = try #require(try life.rotation)
            #expect(!rotation.isStuck)
            #expect(rotation.failures == 0)
            #expect(rotation.version == version || rotation.version == version + 1)
            try town.clearFaults()
            // The longest pause between two tries is an hour.
            for _ in 0..<4 {
                try town.advance(.minutes(61))
                try life.rest()
            }
            #expect(try life.rotation?.version ?? 0 >= 2)
        }
        try life.finish()
        #expect(life.record.faults == [])
    }
}
