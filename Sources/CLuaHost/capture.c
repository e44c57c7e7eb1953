/* What a match has captured, as Lua values. */

#include "pattern.h"

/* Without captures, the first is the whole match. */
void host_push_capture(host_search *search, int index, const char *start, const char *end) {
    lua_State *L = search->L;
    if (index >= search->level) {
        if (index != 0) luaL_error(L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(L, start, (size_t)(end - start));
        return;
    }
    const char *at = search->captures[index].start;
    ptrdiff_t length = search->captures[index].length;
    if (length == HOST_OPEN) luaL_error(L, "unfinished capture");
    if (length == HOST_POSITION) lua_pushinteger(L, at - search->subject + 1);
    else lua_pushlstring(L, at, (size_t)length);
}

/* Pushes all captures or, if there are none and `start` is not null, the whole match. */
int host_push_captures(host_search *search, const char *start, const char *end) {
    int count = search->level == 0 && start != NULL ? 1 : search->level;
    luaL_checkstack(search->L, count, "too many captures");
    for (int i = 0; i < count; i++) host_push_capture(search, i, start, end);
    return count;
}
