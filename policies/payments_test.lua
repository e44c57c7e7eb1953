local t = require "runtime.test"
local runtime = require "runtime"
local policy = require "payments"
local days = runtime.days

-- What the rotated hook is expected to do, with the answers that it gets.
local function delivery(reply)
  return t.host { { file = true }, { http = reply } }
end

return {
  ["rotates when less than three weeks are left"] = function()
    local decision = t.decide(policy, t.facts { remaining = days(21) - 1 })
    t.equal(decision, { action = "rotate", reason = "three weeks left" })
  end,

  ["leaves an early due time to the declared schedule"] = function()
    t.equal(t.decide(policy, t.facts { remaining = days(80), due_at = t.now() + days(5) }), nil)
  end,

  ["waits until three weeks before the end, and up to three days less"] = function()
    local facts = t.facts { remaining = days(30), due_at = false, jitter = 0.5 }
    local decision = t.decide(policy, facts)
    t.equal(decision.action, "wait")
    t.equal(decision.at, facts.expires_at - days(21) - days(3) // 2)
  end,

  ["the host begins at once when the policy says rotate"] = function()
    local plan = t.plan(policy, { remaining = days(20) })
    t.equal(plan.promote_at, t.now())
    t.equal(plan.asks_again, false)
  end,

  ["writes the file for its owner only, then tells the deploy host"] = function()
    local host = delivery { status = 204 }
    local event = t.event { name = "payments-api", version = 8 }
    t.equal(t.run(policy, "rotated", event, host), nil)

    local file = host.calls[1].argument
    t.equal(file.path, "payments.env")
    t.equal(file.mode, "600")
    t.equal(file.text, {
      "CLIENT_ID=", event.secrets.client_id, "\n",
      "CLIENT_SECRET=", event.secrets.client_secret, "\n",
    })
    t.equal(host.calls[2].argument.json, { rotation = "payments-api", version = 8 })
  end,

  ["tells why when the file cannot be written, and calls nobody"] = function()
    local full = { code = "file", message = "no space left", retryable = true }
    local host = t.host { { file = function() return nil, full end } }
    local done, problem = t.run(policy, "rotated", {}, host)
    t.equal(done, nil)
    t.equal(problem, full)
  end,

  ["a deploy host that cannot be reached or refuses makes the hook fail"] = function()
    local gone = { code = "http", message = "no answer", retryable = true }
    local _, problem = t.run(policy, "rotated", {}, delivery(function() return nil, gone end))
    t.equal(problem, gone)
    _, problem = t.run(policy, "rotated", {}, delivery { status = 503 })
    t.equal(problem, "deploy answered 503")
  end,

  ["a failure is logged with the name of the rotation"] = function()
    local host = t.host { log = true }
    t.run(policy, "failed", { name = "payments-api", error = "the tenant is gone" }, host)
    t.equal(host.calls[1].arguments, { "warn", "payments-api: the tenant is gone" })
  end,
}
