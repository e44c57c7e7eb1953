-- verdicts: invalid raised
loadfile('/etc/passwd')()
