-- verdicts: denied
require 'io'
