/* What the functions of `table` cost. They take plain tables: no length or access is pretended. */

#include "internal.h"

enum { MOST_UNPACKED = 1000000 }; /* the stock function refuses more without an effort */

static const char *const pretences[] = {"__index", "__newindex", "__len"};

/* The length of the plain table at `index`. */
lua_Integer host_plain_length(lua_State *L, int index) {
    luaL_checktype(L, index, LUA_TTABLE);
    for (int i = 0; i < 3; i++) {
        if (luaL_getmetafield(L, index, pretences[i]) == LUA_TNIL) continue;
        luaL_argerror(L, index, lua_pushfstring(L, "plain table expected, got one with %s",
                                                pretences[i]));
    }
    return (lua_Integer)lua_rawlen(L, index);
}

static lua_Integer count_between(lua_Integer first, lua_Integer last) {
    lua_Integer count;
    if (last < first) return 0;
    if (__builtin_sub_overflow(last, first, &count)) return LUA_MAXINTEGER;
    return count;
}

/* As luaL_optinteger, but what is no integer is left for the stock function to refuse. */
static lua_Integer integer_or(lua_State *L, int index, lua_Integer absent) {
    int whole;
    lua_Integer value = lua_tointegerx(L, index, &whole);
    return whole ? value : absent;
}

static void price_shift(lua_State *L, lua_Integer length, int position) {
    lua_Integer from = integer_or(L, position, length);
    if (from >= 1 && from <= length) host_spend_items(L, length - from);
}

void host_price_insert(lua_State *L) {
    lua_Integer length = host_plain_length(L, 1);
    if (lua_gettop(L) == 3) price_shift(L, length, 2);
}

void host_price_remove(lua_State *L) {
    price_shift(L, host_plain_length(L, 1), 2);
}

void host_price_concat(lua_State *L) {
    lua_Integer length = host_plain_length(L, 1);
    host_spend_items(L, count_between(integer_or(L, 3, 1), integer_or(L, 4, length)));
}

void host_price_move(lua_State *L) {
    host_plain_length(L, 1);
    if (!lua_isnoneornil(L, 5)) host_plain_length(L, 5);
    host_spend_items(L, count_between(integer_or(L, 2, 0), integer_or(L, 3, -1)));
}

void host_price_unpack(lua_State *L) {
    lua_Integer length = host_plain_length(L, 1);
    lua_Integer count = count_between(integer_or(L, 2, 1), integer_or(L, 3, length));
    if (count < MOST_UNPACKED) host_spend_items(L, count);
}
