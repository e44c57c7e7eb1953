-- verdicts: invalid raised
return os.clock()
