-- verdicts: denied
coroutine.close(nil)
