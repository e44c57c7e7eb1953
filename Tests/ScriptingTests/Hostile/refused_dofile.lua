-- verdicts: invalid raised
dofile('/etc/passwd')
