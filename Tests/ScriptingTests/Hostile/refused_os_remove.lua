-- verdicts: invalid raised
os.remove('/tmp/x')
