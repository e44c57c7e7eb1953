-- verdicts: limit-fuel limit-time
while true do require 'runtime' end
