-- verdicts: invalid raised
setmetatable(_G, {})
