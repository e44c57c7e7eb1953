-- verdicts: denied
debug.getinfo(1)
