-- verdicts: limit-memory limit-fuel raised
local M=8*1024*1024
local count,head=collectgarbage
local function fill(...)
while M-count('count')*1024>60000 do head={head, {...},{...},{...},{...}} end
end
local function go(u, ...)
while M-count('count')*1024>900 do head={head} end
for i=1,100 do table.concat(u,",",1,150) end
end
local t={} for i=1,5000 do t[i]=i+0.5 end
local S=('abcdefg'):rep(140)
fill(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)
go(t)
error('done')
