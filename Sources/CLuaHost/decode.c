/* Tapes to Lua values; every read is checked against the end. */

#include "internal.h"

#include <string.h>

typedef struct {
    lua_State *L;
    const uint8_t *at, *end;
    int depth;
} reader;

static void take(reader *tape, void *into, size_t length) {
    if ((size_t)(tape->end - tape->at) < length) luaL_error(tape->L, "malformed tape");
    memcpy(into, tape->at, length);
    tape->at += length;
}

static const char *take_text(reader *tape, size_t *length) {
    uint32_t count;
    take(tape, &count, sizeof count);
    if ((size_t)(tape->end - tape->at) < count) luaL_error(tape->L, "malformed tape");
    const char *text = (const char *)tape->at;
    tape->at += count;
    *length = count;
    return text;
}

/* A count of things that each take at least `size` bytes. */
static int take_count(reader *tape, size_t size) {
    uint32_t count;
    take(tape, &count, sizeof count);
    if (count > (size_t)(tape->end - tape->at) / size || count > INT32_MAX)
        luaL_error(tape->L, "malformed tape");
    return (int)count;
}

static void decode(reader *tape);

static void decode_text(reader *tape) {
    size_t length;
    const char *text = take_text(tape, &length);
    lua_pushlstring(tape->L, text, length);
}

static void decode_array(reader *tape) {
    int count = take_count(tape, 1);
    lua_createtable(tape->L, count, 0);
    for (int i = 1; i <= count; i++) {
        decode(tape);
        lua_rawseti(tape->L, -2, i);
    }
}

static void decode_map(reader *tape) {
    int count = take_count(tape, 5);
    lua_createtable(tape->L, 0, count);
    while (count-- > 0) {
        decode_text(tape);
        decode(tape);
        lua_rawset(tape->L, -3);
    }
}

static void decode_record(reader *tape) {
    lua_State *L = tape->L;
    uint32_t number;
    take(tape, &number, sizeof number);
    int count = host_push_shape(L, number);
    lua_createtable(L, 0, count);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, -2, i);
        decode(tape);
        lua_rawset(L, -3);
    }
    lua_insert(L, -2);
    lua_setmetatable(L, -2);
}

static void decode_secret(reader *tape) {
    int64_t version;
    size_t length;
    take(tape, &version, sizeof version);
    const char *name = take_text(tape, &length);
    host_push_secret(tape->L, version, name, length);
}

static void decode_int(reader *tape) {
    int64_t integer;
    take(tape, &integer, sizeof integer);
    lua_pushinteger(tape->L, integer);
}

static void decode_number(reader *tape) {
    double number;
    take(tape, &number, sizeof number);
    lua_pushnumber(tape->L, number);
}

static void decode(reader *tape) {
    uint8_t tag;
    take(tape, &tag, 1);
    if (++tape->depth > HOST_DEPTH) luaL_error(tape->L, "a value is nested too deeply");
    if (tag >= HOST_TAG_LIST) luaL_checkstack(tape->L, 8, "a value is nested too deeply");
    switch (tag) {
    case HOST_TAG_NIL: lua_pushnil(tape->L); break;
    case HOST_TAG_FALSE: lua_pushboolean(tape->L, 0); break;
    case HOST_TAG_TRUE: lua_pushboolean(tape->L, 1); break;
    case HOST_TAG_INT: decode_int(tape); break;
    case HOST_TAG_NUMBER: decode_number(tape); break;
    case HOST_TAG_STRING: decode_text(tape); break;
    case HOST_TAG_LIST: decode_array(tape); break;
    case HOST_TAG_MAP: decode_map(tape); break;
    case HOST_TAG_RECORD: decode_record(tape); break;
    case HOST_TAG_SECRET: decode_secret(tape); break;
    default: luaL_error(tape->L, "malformed tape");
    }
    tape->depth -= 1;
}

/* Pushes the members of a LIST; returns their number. */
int host_decode_list(lua_State *L, const uint8_t *bytes, size_t length) {
    reader tape = {.L = L, .at = bytes, .end = bytes + length};
    uint8_t tag;
    take(&tape, &tag, 1);
    if (tag != HOST_TAG_LIST) luaL_error(L, "malformed tape");
    int count = take_count(&tape, 1);
    luaL_checkstack(L, count, "too many values");
    for (int i = 0; i < count; i++) decode(&tape);
    if (tape.at != tape.end) luaL_error(L, "malformed tape");
    return count;
}

/*
 * The text that follows `name` in a LIST of STRINGs that holds names and texts by turns; null when
 * the name is not there.
 */
const char *host_find_text(lua_State *L, const uint8_t *bytes, size_t size, const char *name,
                           size_t *length) {
    reader tape = {.L = L, .at = bytes, .end = bytes + size};
    uint8_t tag;
    take(&tape, &tag, 1);
    if (tag != HOST_TAG_LIST) luaL_error(L, "malformed tape");
    const char *text = NULL;
    size_t wanted = strlen(name);
    int is_next = 0;
    for (int left = take_count(&tape, 1); left > 0; left--) {
        take(&tape, &tag, 1);
        if (tag != HOST_TAG_STRING) luaL_error(L, "malformed tape");
        text = take_text(&tape, length);
        if (is_next) return text;
        is_next = left % 2 == 0 && *length == wanted && memcmp(text, name, wanted) == 0;
    }
    return NULL;
}
