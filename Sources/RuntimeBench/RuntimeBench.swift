import Foundation

/// Measures what the design promises; prints one line of JSON for each measure.
///
/// A bar that does not hold is printed as it is; only a measure that could not be taken fails.
@main
enum RuntimeBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            complain("usage: RuntimeBench RUNTIME BASELINES [NAME...]")
            exit(2)
        }
        let workshop = try Workshop(runtime: arguments[1], baselines: arguments[2])
        let areAllTaken = take(Set(arguments.dropFirst(3)), in: workshop)
        workshop.close()
        exit(areAllTaken ? 0 : 1)
    }

    private typealias Bench = (name: String, body: () throws -> [Measure])

    /// Takes the named measures, or all.
    private static func take(_ names: Set<String>, in workshop: Workshop) -> Bool {
        var tenant: LocalTenant?
        let benches: [Bench] = [
            (
                "start_up",
                {
                    let started = try LocalTenant(in: workshop)
                    tenant = started
                    return try StartUpBench.measure(with: started, in: workshop)
                }
            ),
            ("decision", { try DecisionBench.measure(in: workshop) }),
            ("policy_load", { try PolicyLoadBench.measure(in: workshop) }),
            (
                "end_to_end",
                {
                    let tenant = try tenant ?? LocalTenant(in: workshop)
                    return try EndToEndBench.measure(with: tenant, in: workshop)
                }
            ),
            ("fleet", { try FleetBench.measure(in: workshop) }),
            ("simulate", { try SimulateBench.measure(in: workshop) }),
        ]
        let results = benches.filter { names.isEmpty || names.contains($0.name) }.map(take)
        return results.allSatisfy(\.self)
    }

    private static func take(_ bench: Bench) -> Bool {
        do {
            for measure in try bench.body() { write(measure.line, to: .standardOutput) }
            return true
        } catch {
            complain("\(bench.name) could not be taken: \(error)")
            return false
        }
    }

    private static func complain(_ text: String) {
        write("bench: error: \(text)", to: .standardError)
    }

    private static func write(_ line: String, to file: FileHandle) {
        file.write(Data((line + "\n").utf8))
    }
}
