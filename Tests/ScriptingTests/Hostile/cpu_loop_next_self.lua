-- verdicts: limit-fuel limit-time
local t = {1} while next(t) do end
