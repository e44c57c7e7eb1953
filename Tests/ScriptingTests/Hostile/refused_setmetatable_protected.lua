-- verdicts: invalid raised
setmetatable(setmetatable({}, {__metatable = 1}), {})
