-- verdicts: invalid raised
debug.getregistry()
