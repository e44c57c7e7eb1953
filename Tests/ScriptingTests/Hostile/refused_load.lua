-- verdicts: invalid raised
load('return 1')()
