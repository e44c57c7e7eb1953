-- verdicts: invalid raised
return ('a'):find('[a')
