-- verdicts: invalid raised
local x <close> = 1
