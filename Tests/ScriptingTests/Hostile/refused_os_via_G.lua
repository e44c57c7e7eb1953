-- verdicts: denied
_G['o' .. 's'].execute('id')
