-- verdicts: invalid raised
_ENV.io.open('/etc/passwd')
