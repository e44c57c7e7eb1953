-- verdicts: limit-fuel limit-time
('x'):rep(100):gsub('x', function() while true do end end)
