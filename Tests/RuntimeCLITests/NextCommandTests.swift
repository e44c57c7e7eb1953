import Testing

/// `runtime next` as a process: the lines of the contract, and one line for each mistake.
struct NextCommandTests {
    private func next(_ arguments: String...) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(["next"] + arguments)
    }

    @Test("An interval counts from a nominal time, or fully from an actual one")
    func interval() throws {
        let schedule = ["next", "--interval", "30d", "--rotate-at", "03:00"]
        let anchor = ["--tz", "Europe/Berlin", "--anchor", "2026-01-10T15:00:00Z", "-n", "3"]
        let nominal = try RuntimeProcess.run(schedule + anchor)
        #expect(
            nominal.output
                == "2026-02-09T02:00:00Z\n2026-03-11T02:00:00Z\n2026-04-10T01:00:00Z\n")
        let actual = try RuntimeProcess.run(schedule + anchor + ["--manual"])
        #expect(
            actual.output
                == "2026-02-10T02:00:00Z\n2026-03-12T02:00:00Z\n2026-04-11T01:00:00Z\n")
        #expect(actual.errors.isEmpty && actual.status == 0)
    }

    @Test("A cron expression counts from any instant, also one with an offset")
    func cron() throws {
        let result = try next(
            "--cron", "0 3 * * 1-5", "--tz", "Europe/Berlin", "--after",
            "2026-01-09T03:00:00+01:00", "-n", "2")
        #expect(result.output == "2026-01-12T02:00:00Z\n2026-01-13T02:00:00Z\n")
    }

    @Test("With a window the times are those at which promotion begins, one for each window")
    func window() throws {
        let daily = try next(
            "--interval", "1d", "--rotate-at", "03:00", "--anchor", "2026-01-10T03:00:00Z",
            "--window", "Tue,Thu 22:00-02:00", "-n", "3")
        #expect(
            daily.output
                == "2026-01-13T22:00:00Z\n2026-01-15T22:00:00Z\n2026-01-20T22:00:00Z\n")
    }

    @Test(
        "Every mistake is one line that names the option, and status 2",
        arguments: [
            ["--interval", "30x", "--anchor", "2026-01-10T15:00:00Z"],
            ["--interval", "0d", "--anchor", "2026-01-10T15:00:00Z"],
            ["--interval", "36h", "--rotate-at", "03:00", "--anchor", "2026-01-10T15:00:00Z"],
            ["--rotate-at", "25:00", "--interval", "1d", "--anchor", "2026-01-10T15:00:00Z"],
            ["--anchor", "yesterday", "--interval", "1d"],
            ["--anchor", "", "--interval", "1d"],
            ["--tz", "Europe/Berln", "--interval", "1d", "--anchor", "2026-01-10T15:00:00Z"],
            ["--after", "2026-01-10T15:00:00Z", "--interval", "1d"],
            ["--manual", "--cron", "0 3 * * *"],
            ["--cron", "0 3 30 2 *"], ["--cron", "0 3 * *"],
            ["--window", "Tue 02:00", "--cron", "0 3 * * *"],
            ["--after", "soon", "--cron", "0 3 * * *"],
            ["-n", "0", "--cron", "0 3 * * *"],
        ])
    func mistakes(arguments: [String]) throws {
        let result = try RuntimeProcess.run(["next"] + arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1 && result.hintLines.count == 1)
        #expect(result.errors.contains(arguments[0]), "\(result.errors)")
    }

    @Test("A length of time that is none is answered with the form", arguments: ["30D", "86400"])
    func form(text: String) throws {
        let result = try next("--interval", text, "--anchor", "2026-01-10T15:00:00Z")
        #expect(result.status == 2)
        #expect(result.hintLines.first?.contains("such as 30d") == true, "\(result.errors)")
    }

    @Test("Beyond the year 9999 it says so and ends; with nothing to print it is a usage error")
    func end() throws {
        let some = try next("--interval", "1d", "--anchor", "9999-12-29T12:00:00Z")
        #expect(some.output == "9999-12-30T12:00:00Z\n9999-12-31T12:00:00Z\n")
        #expect(some.status == 0 && some.hintLines.first?.contains("9999") == true)
        let none = try next("--interval", "9d", "--anchor", "9999-12-29T12:00:00Z")
        #expect(none.output.isEmpty && none.status == 2)
    }

    @Test(
        "What stands for a cron expression elsewhere is written out in the hint",
        arguments: [("@yearly", "0 0 1 1 *"), ("@Hourly", "0 * * * *"), ("@reboot", "clock")])
    func abbreviation(text: String, hint: String) throws {
        let result = try next("--cron", text)
        #expect(result.hintLines.first?.contains(hint) == true, "\(result.errors)")
    }

    @Test("Without a schedule it says what is missing")
    func nothing() throws {
        let result = try next()
        #expect(result.status == 2)
        #expect(result.errors.contains("'--interval' or '--cron' is missing"))
        let anchorless = try next("--interval", "1d")
        #expect(anchorless.errors.contains("'--anchor' is missing"))
    }
}
