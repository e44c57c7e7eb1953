-- verdicts: limit-fuel limit-time
local mt = {__mode = 'k'}
local first = {}
local key = first
local all = {}
for i = 1, 5000 do
  local nextkey = {}
  all[i] = setmetatable({[key] = nextkey}, mt)
  key = nextkey
end
while true do local t = {} end
