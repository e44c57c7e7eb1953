-- verdicts: invalid raised
collectgarbage('collect')
