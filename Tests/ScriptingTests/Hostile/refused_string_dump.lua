-- verdicts: denied
string.dump(function() end)
