-- verdicts: invalid raised
collectgarbage('generational')
