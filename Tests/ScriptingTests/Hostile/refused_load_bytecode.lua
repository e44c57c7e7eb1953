-- verdicts: denied
load('\27Lua')()
