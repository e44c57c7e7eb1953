-- verdicts: invalid raised
select(-1)
