-- verdicts: invalid raised
coroutine.wrap(function() coroutine.yield() end)()
