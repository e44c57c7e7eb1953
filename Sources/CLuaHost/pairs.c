/* runtime.sorted_pairs(t): the order of `pairs` differs from run to run, this one does not. */

#include "internal.h"

#include <string.h>

/* Numbers come before strings, and both before booleans. */
static int rank(lua_State *L, int key) {
    switch (lua_type(L, key)) {
    case LUA_TNUMBER: return 0;
    case LUA_TSTRING: return 1;
    default: return 2;
    }
}

static int text_is_less(lua_State *L, int a, int b) {
    size_t a_length, b_length;
    const char *a_text = lua_tolstring(L, a, &a_length);
    const char *b_text = lua_tolstring(L, b, &b_length);
    size_t common = a_length < b_length ? a_length : b_length;
    host_spend_bytes(L, common);
    int order = memcmp(a_text, b_text, common);
    return order != 0 ? order < 0 : a_length < b_length;
}

static int key_is_less(lua_State *L, int a, int b) {
    int a_rank = rank(L, a), b_rank = rank(L, b);
    if (a_rank != b_rank) return a_rank < b_rank;
    if (a_rank == 0) return lua_compare(L, a, b, LUA_OPLT);
    if (a_rank == 1) return text_is_less(L, a, b);
    return lua_toboolean(L, a) < lua_toboolean(L, b);
}

/* Pushes the list of the keys of the table at 1; gives their number. */
static lua_Integer list_keys(lua_State *L) {
    lua_Integer count = 0;
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pop(L, 1);
        int type = lua_type(L, -1);
        if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
            luaL_error(L, "sorted_pairs cannot order a key that is a %s", luaL_typename(L, -1));
        host_spend_items(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, 2, ++count);
    }
    return count;
}

enum { KEYS = 1, PLACE };

/* Keys whose values have gone meanwhile are passed over. */
static int next_pair(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE); /* a script may call this with anything */
    lua_settop(L, 1);
    lua_Integer place = lua_tointeger(L, lua_upvalueindex(PLACE));
    while (lua_rawgeti(L, lua_upvalueindex(KEYS), ++place) != LUA_TNIL) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) == LUA_TNIL) {
            lua_settop(L, 1);
            continue;
        }
        lua_pushinteger(L, place);
        lua_replace(L, lua_upvalueindex(PLACE));
        return 2;
    }
    return 1;
}

int host_sorted_pairs(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Integer count = list_keys(L);
    host_sort(L, 2, count, key_is_less);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 2);
    lua_pushvalue(L, 1);
    return 2;
}
