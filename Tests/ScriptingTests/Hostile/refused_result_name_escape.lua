-- verdicts: invalid raised
return {name='\27[31m\nruntime: ok', interval='30d'}
