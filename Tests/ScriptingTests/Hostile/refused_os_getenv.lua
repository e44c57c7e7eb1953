-- verdicts: denied
return os.getenv('HOME')
