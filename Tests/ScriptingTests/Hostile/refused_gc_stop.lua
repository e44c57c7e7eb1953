-- verdicts: denied
collectgarbage('stop')
