-- verdicts: invalid raised
local x x()
