-- verdicts: denied
debug.getregistry()
