-- verdicts: invalid raised
return _G
