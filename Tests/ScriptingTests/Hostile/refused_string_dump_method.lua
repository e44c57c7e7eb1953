-- verdicts: invalid raised
(''):dump()
