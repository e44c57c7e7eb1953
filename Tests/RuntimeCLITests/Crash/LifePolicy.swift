/// The policy that lives go by, with every hook there is.
struct LifePolicy {
    /// How long before its time a run begins; "0s" is unstaged.
    var stage: String
    /// Whether the first scheduled run is left out.
    var skipsFirst = false
    /// Whether no secret is made before an operator asks for one.
    var isDue = false
    /// Whether it is a fleet's, with a canary.
    var isFleet = false

    /// Its text for an application, with hooks that ask and tell the desk.
    func text(clientID: String, named application: String, desk: String) -> String {
        """
        local runtime = require "runtime"

        local function ask(host, what, version)
          local reply, err = host:http{
            method = "POST", url = "\(desk)" .. what,
            json = { version = version },
          }
          if not reply then return nil, err.message end
          if reply.status ~= 200 then return nil, what .. ": no" end
          return true
        end

        local function asking(what)
          return function(event, host) return ask(host, what) end
        end

        return {
          \(who(clientID, application))\(isDue ? #"initial = "due","# : "")
          interval = "1d", stage = "\(stage)", overlap = "1h", lifetime = "9d",
          secrets = \(isFleet ? "function() return \(Self.secrets) end" : Self.secrets),
          needs = { http = { "POST \(desk)" }, files = { "life.env" } },\(schedule)
          hooks = {
            before_rotate = asking "before_rotate",
            verify = asking "verify",
            rotated = function(event, host)
              local written, err = host:file{ path = "life.env", text = event.secrets.client_secret }
              if not written then return nil, err.message end
              return ask(host, "rotated", event.version)
            end,
            retire = asking "retire", retired = asking "retired", failed = asking "failed",
          },
        }
        """
    }

    private static let secrets = #"{ client_id = "LIFE_ID", client_secret = "LIFE_SECRET" }"#

    private func who(_ clientID: String, _ application: String) -> String {
        isFleet
            ? """
            applications = { display_name = "\(application)" }, canary = 1,
              name = function() return "life" end,
            """ : #"name = "life", application = { client_id = "\#(clientID)" },"#
    }

    private var schedule: String {
        guard skipsFirst else { return "" }
        return """

              schedule = function(facts)
                if facts.age < runtime.hours(36) then return { action = "skip" } end
              end,
            """
    }

    /// The home's configuration for it.
    static func configuration(desk: String, writeGap: Int = 5) -> String {
        """
        local granted = { http = { "POST \(desk)" }, files = { "life.env" } }
        return {
          limits = { write_gap = \(writeGap) },
          grants = { life = granted, ["life.lua"] = granted },
        }
        """
    }
}
