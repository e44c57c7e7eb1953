-- verdicts: invalid raised
string.pack('!16 Xi1000', 1)
