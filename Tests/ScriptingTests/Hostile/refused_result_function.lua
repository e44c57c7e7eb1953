-- verdicts: invalid raised
return function() end
