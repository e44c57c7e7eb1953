local runtime = require "runtime"
local days = runtime.days

return {
  name = "payments-api",
  description = "Client secret of the payments API, delivered as a file and over a web hook",
  application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },

  interval = "30d",
  rotate_at = "03:00",
  timezone = "Europe/Berlin",
  lifetime = "90d",
  overlap = "until_next",

  secrets = { client_id = "PAYMENTS_CLIENT_ID", client_secret = "PAYMENTS_CLIENT_SECRET" },
  needs = {
    http = { "POST https://deploy.example.net/hooks/" },
    files = { "payments.env" },
  },

  -- Three weeks before the end at the latest, spread by up to three days.
  schedule = function(facts)
    if facts.remaining < days(21) then
      return { action = "rotate", reason = "three weeks left" }
    end
    local spread = math.floor(facts.jitter * days(3))
    if facts.due_at and facts.due_at < facts.expires_at - days(21) then
      return nil -- the declared schedule comes first
    end
    return { action = "wait", at = facts.expires_at - days(21) - spread }
  end,

  hooks = {
    rotated = function(event, host)
      local written, problem = host:file{
        path = "payments.env",
        mode = "600",
        text = {
          "CLIENT_ID=", event.secrets.client_id, "\n",
          "CLIENT_SECRET=", event.secrets.client_secret, "\n",
        },
      }
      if not written then return nil, problem end
      local reply, err = host:http{
        method = "POST",
        url = "https://deploy.example.net/hooks/payments",
        json = { rotation = event.name, version = event.version },
      }
      if not reply then return nil, err end
      if reply.status >= 300 then return nil, "deploy answered " .. reply.status end
    end,

    failed = function(event, host)
      host:log("warn", event.name .. ": " .. event.error.message)
    end,
  },
}
