-- verdicts: invalid raised
setmetatable({}, {__gc = true})
