-- verdicts: invalid raised
string.unpack('s8', ('\255'):rep(16))
