-- verdicts: invalid raised
_G.coroutine.wrap(function() end)()
