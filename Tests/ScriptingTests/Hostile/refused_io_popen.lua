-- verdicts: invalid raised
io.popen('id')
