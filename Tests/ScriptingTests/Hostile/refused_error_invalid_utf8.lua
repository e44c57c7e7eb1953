-- verdicts: invalid raised
error('\xff\xfe')
