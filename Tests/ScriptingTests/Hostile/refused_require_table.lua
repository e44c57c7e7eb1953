-- verdicts: invalid raised
require {}
