-- verdicts: denied
collectgarbage('step', 1 << 40)
