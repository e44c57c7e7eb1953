-- verdicts: denied
coroutine.yield()
