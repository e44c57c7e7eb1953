-- verdicts: denied
return package.loaded.io.open('/etc/passwd')
