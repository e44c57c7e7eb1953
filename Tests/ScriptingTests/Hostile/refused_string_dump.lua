-- verdicts: invalid raised
string.dump(function() end)
