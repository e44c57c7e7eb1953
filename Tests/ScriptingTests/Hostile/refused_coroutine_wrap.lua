-- verdicts: denied
coroutine.wrap(function() coroutine.yield() end)()
