-- verdicts: invalid raised
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}, ['\27[31m\n']=1}
