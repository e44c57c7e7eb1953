-- verdicts: denied
loadfile('/etc/passwd')()
