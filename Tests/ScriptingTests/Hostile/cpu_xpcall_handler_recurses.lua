-- verdicts: limit-fuel limit-memory limit-time
local function h() xpcall(error, h) h() end
xpcall(error, h) while true do end
