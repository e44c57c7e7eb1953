-- verdicts: denied
io.popen('id')
