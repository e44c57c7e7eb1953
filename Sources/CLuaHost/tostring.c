/* Values as text. No text shows an address: addresses differ from run to run. */

#include "internal.h"

#include <string.h>

/* Pushes the text of the value at `index`, by its `__tostring` or `__name` where it has one. */
const char *host_push_text(lua_State *L, int index, size_t *length) {
    index = lua_absindex(L, index);
    int type = lua_type(L, index);
    int bare = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA
        || type == LUA_TLIGHTUSERDATA;
    if (!bare || luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        if (bare) lua_pop(L, 1);
        return luaL_tolstring(L, index, length);
    }
    int named = luaL_getmetafield(L, index, "__name");
    if (named != LUA_TSTRING) {
        if (named != LUA_TNIL) lua_pop(L, 1);
        lua_pushstring(L, luaL_typename(L, index));
    }
    return lua_tolstring(L, -1, length);
}

static int tostring(lua_State *L) {
    luaL_checkany(L, 1);
    host_push_text(L, 1, NULL);
    return 1;
}

static void show_without_address(lua_State *L, char letter, int argument) {
    if (letter == 'p') luaL_error(L, "invalid conversion '%%p' to 'format'");
    if (letter != 's' || argument > lua_gettop(L)) return;
    host_push_text(L, argument, NULL);
    lua_replace(L, argument);
}

/*
 * Before string.format: what `%s` would show with an address becomes our text, and `%p`, which is
 * nothing else, is refused.
 */
void host_prepare_format(lua_State *L) {
    if (lua_type(L, 1) != LUA_TSTRING) return;
    size_t length;
    const char *at = lua_tolstring(L, 1, &length);
    const char *end = at + length;
    for (int i = lua_gettop(L); i > 0; i--) {
        if (lua_type(L, i) == LUA_TSTRING) host_spend_bytes(L, lua_rawlen(L, i));
    }
    for (int argument = 1; (at = memchr(at, '%', (size_t)(end - at))) != NULL; at++) {
        at += 1 + strspn(at + 1, "-+ #0123456789."); /* at the conversion's letter */
        if (at >= end) return;
        if (*at != '%') show_without_address(L, *at, ++argument);
    }
}

const luaL_Reg host_text_functions[] = {{"tostring", tostring}, {NULL, NULL}};
