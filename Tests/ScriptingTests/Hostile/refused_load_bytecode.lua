-- verdicts: invalid raised
load('\27Lua')()
