-- verdicts: invalid raised
local t = {} t.t = t return t
