-- verdicts: denied
os.remove('/tmp/x')
