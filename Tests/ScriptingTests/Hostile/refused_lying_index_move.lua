-- verdicts: invalid raised
table.move(setmetatable({}, {__index = function() return 1 end}), 1, 1 << 60, 1)
