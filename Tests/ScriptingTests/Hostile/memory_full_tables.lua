-- verdicts: limit-memory limit-fuel raised
local M=64*1024*1024
local count,head=collectgarbage
local function fill(...)
while M-count('count')*1024>60000 do head={head, {...},{...},{...},{...}} end
end
local function go(u, ...)
while M-count('count')*1024>900 do head={head} end
local x x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} x={} 
end
local t={} for i=1,10 do t[i]=i+0.5 end
local S=('abcdefg'):rep(140)
fill(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)
go(1)
error('done')
