-- verdicts: invalid raised
coroutine.close(nil)
