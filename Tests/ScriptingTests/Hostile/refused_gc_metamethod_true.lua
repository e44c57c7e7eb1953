-- verdicts: denied
setmetatable({}, {__gc = true})
