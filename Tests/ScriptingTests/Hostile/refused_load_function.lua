-- verdicts: denied
load(function() return nil end)()
