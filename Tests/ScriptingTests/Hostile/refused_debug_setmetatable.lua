-- verdicts: denied
debug.setmetatable('', {})
