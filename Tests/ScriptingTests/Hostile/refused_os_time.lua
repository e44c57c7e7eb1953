-- verdicts: denied
return os.time()
