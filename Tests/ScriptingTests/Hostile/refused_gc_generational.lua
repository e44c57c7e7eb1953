-- verdicts: denied
collectgarbage('generational')
