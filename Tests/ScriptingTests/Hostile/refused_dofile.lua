-- verdicts: denied
dofile('/etc/passwd')
