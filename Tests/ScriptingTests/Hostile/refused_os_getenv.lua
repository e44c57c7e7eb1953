-- verdicts: invalid raised
return os.getenv('HOME')
