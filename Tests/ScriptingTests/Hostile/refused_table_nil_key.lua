-- verdicts: invalid raised
local t = {} t[nil] = 1
