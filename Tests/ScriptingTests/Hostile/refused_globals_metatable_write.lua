-- verdicts: invalid raised
getmetatable(_G).__index = nil
