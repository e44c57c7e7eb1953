-- verdicts: invalid raised
return package.loaded.io.open('/etc/passwd')
