-- verdicts: invalid raised
coroutine.yield()
