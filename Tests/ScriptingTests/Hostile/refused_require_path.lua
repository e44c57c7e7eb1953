-- verdicts: invalid raised
require '../../etc/passwd'
