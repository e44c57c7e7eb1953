-- verdicts: limit-fuel limit-time
while true do tostring(0.1) tostring(1 << 62) end
