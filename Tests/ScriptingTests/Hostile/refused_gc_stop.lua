-- verdicts: invalid raised
collectgarbage('stop')
