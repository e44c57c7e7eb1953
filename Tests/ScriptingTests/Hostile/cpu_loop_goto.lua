-- verdicts: limit-fuel limit-time
::again:: goto again
