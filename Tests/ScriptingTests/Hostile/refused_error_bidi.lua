-- verdicts: invalid raised
error('safe\u{202E}txt.exe\u{2066}\u{200F}\u{2028}line2\u{2029}\u{FEFF}\u{200B}')
