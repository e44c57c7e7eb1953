-- verdicts: invalid raised
getmetatable('').__add = function() return 1 end
