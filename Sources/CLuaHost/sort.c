/*
 * A merge sort: stable, the same on every run, and never more comparisons than n log n, whatever
 * the order function answers. The list changes only when all comparisons are done.
 */

#include "internal.h"

#include <limits.h>

typedef struct {
    lua_State *L;
    host_less less;
} sorter;

/* Whether from[second] < from[first]. */
static int is_less(const sorter *sorter, int from, lua_Integer second, lua_Integer first) {
    lua_State *L = sorter->L;
    lua_rawgeti(L, from, second);
    lua_rawgeti(L, from, first);
    int less = sorter->less(L, lua_gettop(L) - 1, lua_gettop(L));
    lua_pop(L, 2);
    return less;
}

static void merge(const sorter *sorter, int from, int to, lua_Integer low, lua_Integer middle,
                  lua_Integer high) {
    lua_Integer left = low, right = middle;
    host_spend_items(sorter->L, high - low);
    for (lua_Integer at = low; at < high; at++) {
        int takes_right = left >= middle
            || (right < high && is_less(sorter, from, right, left));
        lua_rawgeti(sorter->L, from, takes_right ? right++ : left++);
        lua_rawseti(sorter->L, to, at);
    }
}

static lua_Integer smaller(lua_Integer a, lua_Integer b) {
    return a < b ? a : b;
}

static void copy(lua_State *L, int from, int to, lua_Integer count) {
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, to, i);
    }
}

void host_sort(lua_State *L, int list, lua_Integer count, host_less less) {
    const sorter sorter = {.L = L, .less = less};
    host_spend_items(L, 2 * count);
    luaL_checkstack(L, 8, "too many values");
    lua_createtable(L, (int)count, 0);
    lua_createtable(L, (int)count, 0);
    int to = lua_gettop(L), from = to - 1;
    copy(L, list, from, count);
    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer low = 1; low <= count; low += 2 * width)
            merge(&sorter, from, to, low, smaller(low + width, count + 1),
                  smaller(low + 2 * width, count + 1));
        int swapped = from;
        from = to;
        to = swapped;
    }
    copy(L, from, list, count);
    lua_pop(L, 2);
}

/* By `<`, which reads both of two strings. */
static int less_by_operator(lua_State *L, int a, int b) {
    if (lua_type(L, a) == LUA_TSTRING) host_spend_bytes(L, lua_rawlen(L, a));
    return lua_compare(L, a, b, LUA_OPLT);
}

/* By the order function, argument 2 of `sort`. */
static int less_by_function(lua_State *L, int a, int b) {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    int less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

static int sort(lua_State *L) {
    lua_Integer count = host_plain_length(L, 1);
    if (count < 2) return 0;
    luaL_argcheck(L, count < INT_MAX / 2, 1, "array too big");
    int ordered = !lua_isnoneornil(L, 2);
    if (ordered) luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    host_sort(L, 1, count, ordered ? less_by_function : less_by_operator);
    return 0;
}

const luaL_Reg host_table_functions[] = {{"sort", sort}, {NULL, NULL}};
