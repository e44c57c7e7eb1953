-- verdicts: denied
warn('@on')
