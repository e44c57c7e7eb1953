import Scripting

/// A policy file of 10 KB, from its text to validated declarations.
enum PolicyLoadBench {
    private static let count = 200
    private static let bytes = 10 << 10

    /// Processor time of a load; the baseline compiles and runs the file and validates nothing.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let source = source
        let path = try workshop.write(source, to: "load.lua")
        let times = try Interleaved(
            rounds: 5, ours: { try time(source, path) },
            baseline: { try workshop.baseline("policy", "load", path, String(count)) })
        return [
            Measure(
                name: "policy_load", value: times.ours / 1e6, unit: "ms of processor time",
                baseline: times.baseline / 1e6, bars: [.valueAtMost(2)])
        ]
    }

    private static func time(_ source: String, _ path: String) throws -> Double {
        let spent = try Stopwatch.time(Stopwatch.thread) {
            for _ in 0..<count {
                _ = try PolicyFile.load(source: source, path: path)
            }
        }
        return spent / Double(count)
    }

    /// A list of policies, as many as make 10 KB, filled up with a comment.
    private static var source: String {
        var text = head
        var number = 1
        while text.utf8.count + policy(number).utf8.count < bytes {
            text += policy(number)
            number += 1
        }
        let rest = bytes - text.utf8.count - 6
        return text + "  --" + String(repeating: "-", count: max(rest, 0)) + "\n}\n"
    }

    private static let head = """
        local runtime = require "runtime"
        local days, hours = runtime.days, runtime.hours

        return {

        """

    private static func policy(_ number: Int) -> String {
        """
          {
            name = "service-\(number)",
            description = "Client secret of service \(number), delivered as a file and a web hook",
            application = { client_id = "6f3c0001-0000-4000-8000-\(100_000_000_000 + number)" },
            interval = "30d",
            rotate_at = "03:00",
            timezone = "Europe/Berlin",
            lifetime = "90d",
            overlap = "until_next",
            secrets = { client_id = "S\(number)_CLIENT_ID", client_secret = "S\(number)_SECRET" },
            needs = {
              http = { "POST https://deploy.example.net/hooks/service-\(number)" },
              files = { "service-\(number).env" },
            },
            schedule = function(facts)
              if facts.remaining < days(21) then
                return { action = "rotate", within = "window", reason = "three weeks left" }
              end
              return { action = "wait", at = facts.expires_at - days(21) }
            end,
            hooks = {
              rotated = function(event, host)
                host:file{
                  path = "service-\(number).env", mode = "600",
                  text = { "CLIENT_SECRET=", event.secrets.client_secret, "\\n" },
                }
                local reply, err = host:http{
                  method = "POST", url = "https://deploy.example.net/hooks/service-\(number)",
                  json = { rotation = event.name, version = event.version },
                }
                if not reply then return nil, err end
              end,
              failed = function(event, host)
                host:log("warn", event.name .. ": " .. event.error.message)
              end,
            },
          },

        """
    }
}
