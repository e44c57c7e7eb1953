/* string.find, string.match and string.gmatch. */

#define _GNU_SOURCE /* memmem */

#include "pattern.h"

#include <string.h>

/* The argument at 3 as an offset into the subject; greater than `length`: behind its end. */
static size_t initial_offset(lua_State *L, size_t length) {
    lua_Integer init = luaL_optinteger(L, 3, 1);
    if (init > 0) return (size_t)init - 1;
    if (init == 0 || init < -(lua_Integer)length) return 0;
    return length - (size_t)-init;
}

static int is_plain(const char *pattern, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (pattern[i] != 0 && strchr("^$*+?.([%-", pattern[i]) != NULL) return 0;
    }
    return 1;
}

static int find_plain(lua_State *L, const char *subject, size_t length, size_t offset) {
    size_t wanted;
    const char *text = lua_tolstring(L, 2, &wanted);
    host_spend_bytes(L, length - offset + wanted);
    const char *found = memmem(subject + offset, length - offset, text, wanted);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - subject + 1);
    lua_pushinteger(L, found - subject + (lua_Integer)wanted);
    return 2;
}

static int push_found(host_search *search, const char *start, const char *end, int positions) {
    host_search_pay(search);
    if (!positions) return host_push_captures(search, start, end);
    lua_pushinteger(search->L, start - search->subject + 1);
    lua_pushinteger(search->L, end - search->subject);
    return 2 + host_push_captures(search, NULL, NULL);
}

static int search_from(host_search *search, size_t offset, const char *pattern, int positions) {
    int anchored = pattern < search->pattern_end && *pattern == '^';
    const char *at = search->subject + offset;
    do {
        const char *end = host_match(search, at, pattern + anchored);
        if (end != NULL) return push_found(search, at, end, positions);
    } while (at++ < search->end && !anchored);
    host_search_pay(search);
    lua_pushnil(search->L);
    return 1;
}

static int find_or_match(lua_State *L, int find) {
    size_t length, pattern_length;
    const char *subject = luaL_checklstring(L, 1, &length);
    const char *pattern = luaL_checklstring(L, 2, &pattern_length);
    size_t offset = initial_offset(L, length);
    if (offset > length) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(pattern, pattern_length)))
        return find_plain(L, subject, length, offset);
    host_search search;
    host_search_begin(&search, L, subject, length, pattern + pattern_length);
    return search_from(&search, offset, pattern, find);
}

static int find(lua_State *L) {
    return find_or_match(L, 1);
}

static int match(lua_State *L) {
    return find_or_match(L, 0);
}

/* The upvalues of an iterator of gmatch. */
enum { SUBJECT = 1, PATTERN, OFFSET, LAST_END };

static void set_offset(lua_State *L, int upvalue, lua_Integer offset) {
    lua_pushinteger(L, offset);
    lua_replace(L, lua_upvalueindex(upvalue));
}

/* An empty match where the last one ended is not a match. */
static int next_match(lua_State *L) {
    size_t length, pattern_length;
    const char *subject = lua_tolstring(L, lua_upvalueindex(SUBJECT), &length);
    const char *pattern = lua_tolstring(L, lua_upvalueindex(PATTERN), &pattern_length);
    lua_Integer offset = lua_tointeger(L, lua_upvalueindex(OFFSET));
    lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(LAST_END));
    host_search search;
    host_search_begin(&search, L, subject, length, pattern + pattern_length);
    for (; offset <= (lua_Integer)length; offset++) {
        const char *end = host_match(&search, subject + offset, pattern);
        if (end == NULL || end - subject == last_end) continue;
        set_offset(L, OFFSET, end - subject);
        set_offset(L, LAST_END, end - subject);
        return push_found(&search, subject + offset, end, 0);
    }
    host_search_pay(&search);
    return 0;
}

static int gmatch(lua_State *L) {
    size_t length;
    luaL_checklstring(L, 1, &length);
    luaL_checkstring(L, 2);
    size_t offset = initial_offset(L, length);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(offset > length ? length + 1 : offset));
    lua_pushinteger(L, -1); /* nothing has ended yet */
    lua_pushcclosure(L, next_match, 4);
    return 1;
}

const luaL_Reg host_pattern_functions[] = {
    {"find", find}, {"match", match}, {"gmatch", gmatch}, {"gsub", host_gsub}, {NULL, NULL},
};
