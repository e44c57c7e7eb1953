/* The functions a chunk's value holds, kept by number. */

#include "internal.h"

static const char kept; /* its address is the registry key of the list */

int host_keep_function(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &kept) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &kept);
    }
    int number = (int)lua_rawlen(L, -1) + 1;
    lua_pushvalue(L, index);
    lua_rawseti(L, -2, number);
    lua_pop(L, 1);
    return number;
}

void host_push_function(lua_State *L, int32_t number) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &kept) != LUA_TTABLE)
        luaL_error(L, "no function has number %d", (int)number);
    if (lua_rawgeti(L, -1, number) != LUA_TFUNCTION)
        luaL_error(L, "no function has number %d", (int)number);
    lua_replace(L, -2);
}
