-- verdicts: denied
coroutine.create(function() end)
