-- verdicts: invalid raised
getmetatable('').__index = {}
