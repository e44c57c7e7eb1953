-- verdicts: denied
for l in io.lines('/etc/passwd') do print(l) end
