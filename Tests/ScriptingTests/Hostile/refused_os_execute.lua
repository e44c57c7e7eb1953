-- verdicts: invalid raised
os.execute('id')
