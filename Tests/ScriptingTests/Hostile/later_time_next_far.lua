-- verdicts: ok
local runtime = require 'runtime'
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  schedule = function(facts)
    for _, after in ipairs{0, 253402300799} do
      runtime.time.next{after = after, interval = '36500d', rotate_at = '02:30', timezone = 'Europe/Berlin'}
      runtime.time.format(after, 'Pacific/Apia', 'iso')
    end
  end}
