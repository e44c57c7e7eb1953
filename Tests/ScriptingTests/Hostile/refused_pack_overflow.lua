-- verdicts: invalid raised
string.pack('i17', 1)
