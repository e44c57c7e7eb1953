-- verdicts: invalid raised
_G['o' .. 's'].execute('id')
