-- verdicts: invalid raised
setmetatable(1, {})
