-- verdicts: denied
io.open('/etc/passwd')
