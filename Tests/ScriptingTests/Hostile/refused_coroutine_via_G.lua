-- verdicts: denied
_G.coroutine.wrap(function() end)()
