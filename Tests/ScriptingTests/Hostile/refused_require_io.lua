-- verdicts: invalid raised
require 'io'
