-- verdicts: denied
(''):dump()
