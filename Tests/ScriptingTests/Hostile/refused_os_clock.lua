-- verdicts: denied
return os.clock()
