-- verdicts: invalid raised
debug.sethook()
