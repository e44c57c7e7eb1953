-- verdicts: invalid raised
setmetatable('', {})
