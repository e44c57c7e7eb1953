-- verdicts: invalid raised
os.exit(0)
