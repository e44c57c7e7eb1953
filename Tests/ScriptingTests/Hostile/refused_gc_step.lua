-- verdicts: invalid raised
collectgarbage('step', 1 << 40)
