-- verdicts: invalid raised
local f = (('a'):rep(300)):gmatch(('a?'):rep(300))
pcall(f) pcall(f) pcall(f) f()
