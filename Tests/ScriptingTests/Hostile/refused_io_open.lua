-- verdicts: invalid raised
io.open('/etc/passwd')
