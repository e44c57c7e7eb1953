-- verdicts: invalid raised
goto nowhere
