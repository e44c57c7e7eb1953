-- verdicts: denied
collectgarbage('collect')
