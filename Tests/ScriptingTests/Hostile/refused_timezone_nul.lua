-- verdicts: invalid raised
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}, rotate_at='03:00', timezone='UTC\0'}
