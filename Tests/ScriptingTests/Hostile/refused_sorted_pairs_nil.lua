-- verdicts: invalid raised
require('runtime').sorted_pairs(nil)
