-- verdicts: denied
_ENV.io.open('/etc/passwd')
