-- verdicts: invalid raised
local _ENV = {} return print.x
