/* string.gsub. */

#include "pattern.h"

#include <string.h>

enum { REPLACEMENT = 3 };

typedef struct {
    host_search search;
    luaL_Buffer result;
    int changed;
} substitution;

static void add_bytes(substitution *s, const char *bytes, size_t length) {
    host_spend_bytes(s->search.L, length);
    luaL_addlstring(&s->result, bytes, length);
}

/* Adds what `%` and the character behind it stand for. */
static void add_escape(substitution *s, char name, const char *start, const char *end) {
    if (name == '%') {
        luaL_addchar(&s->result, '%');
    } else if (name == '0') {
        add_bytes(s, start, (size_t)(end - start));
    } else if (name >= '1' && name <= '9') {
        host_push_capture(&s->search, name - '1', start, end);
        host_spend_bytes(s->search.L, lua_rawlen(s->search.L, -1));
        luaL_addvalue(&s->result);
    } else {
        luaL_error(s->search.L, "invalid use of '%%' in replacement string");
    }
}

static void add_template(substitution *s, const char *start, const char *end) {
    size_t length;
    const char *text = lua_tolstring(s->search.L, REPLACEMENT, &length);
    const char *last = text + length, *escape;
    while ((escape = memchr(text, '%', (size_t)(last - text))) != NULL) {
        add_bytes(s, text, (size_t)(escape - text));
        add_escape(s, escape + 1 < last ? escape[1] : 0, start, end);
        text = escape + 2;
    }
    add_bytes(s, text, (size_t)(last - text));
}

/* Adds the value on top, or the match itself where that is false or nil. */
static void add_value(substitution *s, const char *start, const char *end) {
    lua_State *L = s->search.L;
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        add_bytes(s, start, (size_t)(end - start));
        return;
    }
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    host_spend_bytes(L, lua_rawlen(L, -1));
    luaL_addvalue(&s->result);
    s->changed = 1;
}

static void replace(substitution *s, const char *start, const char *end) {
    lua_State *L = s->search.L;
    switch (lua_type(L, REPLACEMENT)) {
    case LUA_TFUNCTION:
        lua_pushvalue(L, REPLACEMENT);
        lua_call(L, host_push_captures(&s->search, start, end), 1);
        add_value(s, start, end);
        break;
    case LUA_TTABLE:
        host_push_capture(&s->search, 0, start, end);
        lua_gettable(L, REPLACEMENT);
        add_value(s, start, end);
        break;
    default:
        add_template(s, start, end);
        s->changed = 1;
    }
}

/* Replaces at most `most` matches; gives their number. */
static lua_Integer replace_all(substitution *s, const char *pattern, lua_Integer most) {
    host_search *search = &s->search;
    const char *at = search->subject, *last_end = NULL;
    int anchored = pattern < search->pattern_end && *pattern == '^';
    lua_Integer count = 0;
    while (count < most) {
        const char *end = host_match(search, at, pattern + anchored);
        if (end != NULL && end != last_end) {
            count += 1;
            replace(s, at, end);
            at = last_end = end;
        } else if (at < search->end) {
            luaL_addchar(&s->result, *at++);
        } else {
            break;
        }
        if (anchored) break;
    }
    add_bytes(s, at, (size_t)(search->end - at));
    return count;
}

int host_gsub(lua_State *L) {
    size_t length, pattern_length;
    const char *subject = luaL_checklstring(L, 1, &length);
    const char *pattern = luaL_checklstring(L, 2, &pattern_length);
    int type = lua_type(L, REPLACEMENT);
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1);
    int usable = type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION
        || type == LUA_TTABLE;
    luaL_argexpected(L, usable, REPLACEMENT, "string/function/table");
    substitution s; /* large: what is read is written first */
    s.changed = 0;
    host_search_begin(&s.search, L, subject, length, pattern + pattern_length);
    luaL_buffinit(L, &s.result);
    lua_Integer count = replace_all(&s, pattern, most);
    host_search_pay(&s.search);
    if (s.changed) luaL_pushresult(&s.result);
    else lua_pushvalue(L, 1);
    lua_pushinteger(L, count);
    return 2;
}
