-- verdicts: denied
load('return 1')()
