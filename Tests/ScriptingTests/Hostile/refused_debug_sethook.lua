-- verdicts: denied
debug.sethook()
