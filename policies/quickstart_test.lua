local t = require "runtime.test"
local policy = require "quickstart"

return {
  ["the declared schedule decides"] = function()
    t.equal(t.decide(policy, t.facts {}), nil)
  end,

  ["it is due at three in the morning, a full interval after the last rotation"] = function()
    t.at "2026-01-10T15:00:00Z"
    local plan = t.plan(policy, { created_at = t.now() })
    t.at "2026-02-10T02:00:00Z" -- 03:00 in Berlin
    t.equal(plan.nominal, t.now())
  end,
}
