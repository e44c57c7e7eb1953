-- verdicts: invalid raised
return {1, nil, 3}
