/* Shapes of records: their fields' names in order, and a metatable that knows misspellings. */

#include "internal.h"

static const char shapes; /* its address is the registry key of the list */

typedef struct {
    const uint8_t *names;
    size_t length;
    uint32_t number;
} request;

/* __index: a field of the shape (upvalue) that is absent is nil; any other is a misspelling. */
static int missing(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL && lua_type(L, 2) == LUA_TSTRING) return 0;
    if (lua_type(L, 2) != LUA_TSTRING)
        return luaL_error(L, "a %s is no field name", luaL_typename(L, 2));
    return luaL_error(L, "there is no field '%s'", lua_tostring(L, 2));
}

/* Pushes the list of shapes. */
static void push_shapes(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &shapes) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &shapes);
}

/* A shape is the metatable of its records: names by place, and names as keys. */
static int shape_body(lua_State *L) {
    request *asked = lua_touserdata(L, 1);
    int count = host_decode_list(L, asked->names, asked->length);
    lua_createtable(L, count, count + 2);
    for (int i = 1; i <= count; i++) {
        luaL_checktype(L, i + 1, LUA_TSTRING);
        lua_pushvalue(L, i + 1);
        lua_rawseti(L, -2, i);
        lua_pushvalue(L, i + 1);
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
    }
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, missing, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    push_shapes(L);
    lua_insert(L, -2);
    asked->number = (uint32_t)lua_rawlen(L, -2) + 1;
    lua_rawseti(L, -2, asked->number);
    return 0;
}

uint32_t host_shape(host_state *state, const uint8_t *names, size_t length) {
    if (state->running) return 0;
    request asked = {.names = names, .length = length};
    const host_budget budget = {.fuel = 1000000, .nanoseconds = 10000000000};
    return host_run(state, shape_body, &asked, &budget) == HOST_OK ? asked.number : 0;
}

/* Pushes a shape; returns the number of its fields. */
int host_push_shape(lua_State *L, uint32_t number) {
    push_shapes(L);
    if (lua_rawgeti(L, -1, number) != LUA_TTABLE) luaL_error(L, "malformed tape");
    lua_replace(L, -2);
    return (int)lua_rawlen(L, -1);
}
