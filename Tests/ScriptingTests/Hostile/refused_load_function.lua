-- verdicts: invalid raised
load(function() return nil end)()
