-- verdicts: invalid raised
#!/usr/bin/lua
Lua
