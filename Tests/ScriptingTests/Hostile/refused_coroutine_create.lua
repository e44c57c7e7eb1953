-- verdicts: invalid raised
coroutine.create(function() end)
