-- verdicts: invalid raised
error('\27[2J\0\r\n')
