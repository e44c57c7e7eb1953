-- verdicts: limit-fuel limit-memory
local t = {} while true do t = table.pack(t, table.unpack(t)) end
