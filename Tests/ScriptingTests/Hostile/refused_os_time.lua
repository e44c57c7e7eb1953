-- verdicts: invalid raised
return os.time()
