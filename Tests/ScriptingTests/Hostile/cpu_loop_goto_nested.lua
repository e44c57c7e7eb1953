-- verdicts: limit-fuel limit-time
::a:: do ::b:: if true then goto a end goto b end
