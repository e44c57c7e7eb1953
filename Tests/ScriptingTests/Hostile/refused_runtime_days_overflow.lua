-- verdicts: invalid raised
require('runtime').days(1 << 60)
