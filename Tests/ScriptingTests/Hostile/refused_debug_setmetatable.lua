-- verdicts: invalid raised
debug.setmetatable('', {})
