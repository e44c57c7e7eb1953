-- verdicts: invalid raised
local x return x.y.z
