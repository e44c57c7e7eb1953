-- verdicts: denied
os.execute('id')
