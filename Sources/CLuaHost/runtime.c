/* What `require "runtime"` gives. */

#include "internal.h"

/* runtime.days(3): three days in seconds; the unit's seconds are the upvalue. */
static int multiply(lua_State *L) {
    lua_Integer unit = lua_tointeger(L, lua_upvalueindex(1));
    lua_Integer count;
    int whole = 0;
    if (lua_type(L, 1) == LUA_TNUMBER) count = lua_tointegerx(L, 1, &whole);
    if (!whole) {
        const char *given = lua_type(L, 1) == LUA_TNUMBER ? luaL_tolstring(L, 1, NULL)
                                                          : luaL_typename(L, 1);
        return luaL_argerror(L, 1, lua_pushfstring(L, "whole number expected, got %s", given));
    }
    lua_Integer seconds;
    if (__builtin_mul_overflow(count, unit, &seconds)) return luaL_argerror(L, 1, "too large");
    lua_pushinteger(L, seconds);
    return 1;
}

static const struct {
    const char *name;
    lua_Integer seconds;
} units[] = {{"weeks", 604800}, {"days", 86400}, {"hours", 3600}, {"minutes", 60}};

void host_push_runtime(lua_State *L) {
    lua_newtable(L);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        lua_pushinteger(L, units[i].seconds);
        lua_pushcclosure(L, multiply, 1);
        lua_setfield(L, -2, units[i].name);
    }
    lua_pushcfunction(L, host_sorted_pairs);
    lua_setfield(L, -2, "sorted_pairs");
}
