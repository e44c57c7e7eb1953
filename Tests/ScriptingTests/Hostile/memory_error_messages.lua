-- verdicts: limit-fuel limit-memory
local s = ('x'):rep(1000) while true do local ok, e = pcall(error, s) s = s .. e end
