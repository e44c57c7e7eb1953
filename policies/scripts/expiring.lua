-- Client secrets that end within some days, ours and foreign ones, the soonest first.
--
--   runtime script policies/scripts/expiring.lua [DAYS] [--connection NAME] [--json]
local runtime = require "runtime"

local function add_expiring(rows, application, limit)
  for _, credential in ipairs(application.credentials) do
    local left = credential.remaining
    if left and left > 0 and left <= limit then
      rows[#rows + 1] = {
        application = application.display_name,
        days = left // runtime.days(1),
        ends_at = credential.expires_at,
        key_id = credential.key_id,
        ours = credential.ours,
      }
    end
  end
end

return function(args, host)
  local days = math.tointeger(tonumber(args[1] or "30"))
  if not days or days < 1 then return nil, "give a whole number of days, such as 30" end

  local limit = runtime.days(days)
  local applications, err = host:applications{ expiring = limit }
  if not applications then return nil, err end

  local rows = {}
  for _, application in ipairs(applications) do add_expiring(rows, application, limit) end
  table.sort(rows, function(a, b)
    if a.ends_at ~= b.ends_at then return a.ends_at < b.ends_at end
    return a.key_id < b.key_id
  end)
  if #rows == 0 then print("nothing ends within " .. days .. " days") end
  return rows
end
