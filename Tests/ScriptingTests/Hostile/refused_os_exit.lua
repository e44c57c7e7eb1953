-- verdicts: denied
os.exit(0)
