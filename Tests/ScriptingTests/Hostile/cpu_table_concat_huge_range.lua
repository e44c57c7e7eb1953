-- verdicts: limit-fuel limit-time
local t = {'a'} table.concat(t, '', 1, 1 << 40)
