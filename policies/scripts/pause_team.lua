-- Pauses every rotation of one team: those of applications with the tag "team:NAME".
--
--   runtime script policies/scripts/pause_team.lua TEAM
--
-- It needs in config.lua:  grants = { ["pause_team.lua"] = { engine = { "pause" } } }
return function(args, host)
  local team = args[1]
  if not team then return nil, "which team? for example: pause_team.lua payments" end

  local rotations, err = host:rotations{ tag = "team:" .. team }
  if not rotations then return nil, err end
  if #rotations == 0 then return nil, "no rotation has the tag team:" .. team end

  local lines = {}
  for _, rotation in ipairs(rotations) do
    if rotation.paused_at then
      lines[#lines + 1] = rotation.name .. ": was paused already"
    else
      local paused, problem = host:pause(rotation.name)
      if not paused then return nil, problem end
      lines[#lines + 1] = rotation.name .. ": paused"
    end
  end
  return lines
end
