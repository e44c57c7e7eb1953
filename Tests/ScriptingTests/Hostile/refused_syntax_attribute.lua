-- verdicts: invalid raised
local x <foo> = 1
