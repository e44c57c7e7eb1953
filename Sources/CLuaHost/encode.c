/* Lua values to tapes: raw access only, bounded in depth, number and bytes. */

#include "internal.h"

#include <math.h>
#include <string.h>

void host_put(lua_State *L, host_tape *tape, const void *bytes, size_t length) {
    if (length > HOST_TAPE_BYTES - tape->length) luaL_error(L, "a value is larger than 1 MiB");
    if (!host_tape_append(tape, bytes, length)) luaL_error(L, "out of memory");
}

void host_put_header(lua_State *L, host_tape *tape, host_tag tag, uint32_t count) {
    uint8_t header[5] = {(uint8_t)tag};
    memcpy(header + 1, &count, sizeof count);
    host_put(L, tape, header, sizeof header);
}

static void put_word(host_encoder *encoder, host_tag tag, const void *word) {
    uint8_t record[9] = {(uint8_t)tag};
    memcpy(record + 1, word, 8);
    host_put(encoder->L, encoder->tape, record, sizeof record);
}

static void name_root(const host_encoder *encoder, host_text *text) {
    host_text_put(text, encoder->subject);
    if (encoder->what != NULL) {
        host_text_put(text, " ");
        host_text_put(text, encoder->what);
    }
    if (encoder->place > 1) host_text_format(text, " %d", encoder->place);
}

/* Raises "schedule result field 'a.b[2]' WHY". */
static _Noreturn void refuse(host_encoder *encoder, const char *why) {
    host_text text = {0};
    name_root(encoder, &text);
    for (int i = 0; i < encoder->depth; i++) {
        int key = encoder->path[i].key;
        if (i == 0) host_text_put(&text, " field '");
        if (i > 0 && key != 0) host_text_put(&text, ".");
        if (key != 0) host_text_put(&text, lua_tostring(encoder->L, key));
        else host_text_format(&text, "[%lld]", (long long)encoder->path[i].index);
    }
    if (encoder->depth > 0) host_text_put(&text, "'");
    host_text_put(&text, " ");
    host_text_put(&text, why);
    lua_pushlstring(encoder->L, text.bytes, text.length);
    luaL_error(encoder->L, "%s", lua_tostring(encoder->L, -1));
    __builtin_unreachable();
}

static int is_utf8(const char *bytes, size_t length) {
    while (length > 0) {
        size_t step = (unsigned char)*bytes < 0x80 ? 1 : host_utf8(bytes, length);
        if (step == 0) return 0;
        bytes += step;
        length -= step;
    }
    return 1;
}

static void put_text(host_encoder *encoder, int index) {
    size_t length;
    const char *bytes = lua_tolstring(encoder->L, index, &length);
    if (!is_utf8(bytes, length)) refuse(encoder, "is not valid UTF-8");
    if (length > HOST_TAPE_BYTES) refuse(encoder, "is larger than 1 MiB");
    uint32_t count = (uint32_t)length;
    host_put(encoder->L, encoder->tape, &count, sizeof count);
    host_put(encoder->L, encoder->tape, bytes, length);
}

static void encode_number(host_encoder *encoder, int index) {
    if (lua_isinteger(encoder->L, index)) {
        int64_t integer = lua_tointeger(encoder->L, index);
        put_word(encoder, HOST_TAG_INT, &integer);
        return;
    }
    double number = lua_tonumber(encoder->L, index);
    if (!isfinite(number)) refuse(encoder, "is not a finite number");
    put_word(encoder, HOST_TAG_NUMBER, &number);
}

static void encode_function(host_encoder *encoder, int index) {
    if (!encoder->functions) refuse(encoder, "is a function");
    int number = host_keep_function(encoder->L, index);
    host_put_header(encoder->L, encoder->tape, HOST_TAG_FUNCTION, (uint32_t)number);
}

static void encode_secret(host_encoder *encoder, int index) {
    const host_secret *secret = host_to_secret(encoder->L, index);
    if (secret == NULL) refuse(encoder, "is a userdata");
    uint32_t length = (uint32_t)secret->length;
    put_word(encoder, HOST_TAG_SECRET, &secret->version);
    host_put(encoder->L, encoder->tape, &length, sizeof length);
    host_put(encoder->L, encoder->tape, secret->name, secret->length);
}

static void enter(host_encoder *encoder, int key, lua_Integer index) {
    if (encoder->depth == HOST_DEPTH)
        refuse(encoder, "is nested deeper than 32 levels, or contains itself");
    encoder->path[encoder->depth].key = key;
    encoder->path[encoder->depth].index = index;
    encoder->depth += 1;
}

/* A table that is a whole argument of a host call may have positions beside names. */
static int is_mixed(const host_encoder *encoder) {
    return encoder->mixed && encoder->depth == 0;
}

/* The keys are exactly 1..n: as many integers in that range as there are keys.
   Gives 0, with nothing written, for a table that is to be written as a map. */
static int encode_array(host_encoder *encoder, int index) {
    lua_State *L = encoder->L;
    lua_Integer count = 0, largest = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        lua_Integer key = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
        if (lua_type(L, -1) == LUA_TSTRING) {
            if (!is_mixed(encoder)) refuse(encoder, "mixes names and positions");
            lua_pop(L, 1);
            return 0;
        }
        if (key < 1) refuse(encoder, "has a key that is neither a name nor a position");
        if (key > largest) largest = key;
        if (++count > HOST_NODES) refuse(encoder, "has more than 10000 values");
    }
    if (largest != count) refuse(encoder, "is a list with holes");
    host_put_header(L, encoder->tape, HOST_TAG_LIST, (uint32_t)count);
    for (lua_Integer i = 1; i <= count; i++) {
        enter(encoder, 0, i);
        lua_rawgeti(L, index, i);
        host_encode(encoder, lua_gettop(L));
        lua_pop(L, 1);
        encoder->depth -= 1;
    }
    return 1;
}

/* The key and value of the first member are on the stack. */
static void encode_map(host_encoder *encoder, int index) {
    lua_State *L = encoder->L;
    size_t header = encoder->tape->length;
    uint32_t count = 0;
    host_put_header(L, encoder->tape, HOST_TAG_MAP, 0);
    do {
        int value = lua_gettop(L), key = value - 1;
        if (lua_type(L, -2) != LUA_TSTRING) {
            if (!is_mixed(encoder)) refuse(encoder, "mixes names and positions");
            if (!lua_isinteger(L, -2))
                refuse(encoder, "has a key that is neither a name nor a position");
            lua_pushvalue(L, key); /* a copy becomes text, as lua_next needs the key itself */
            key = value + 1;
        }
        enter(encoder, key, 0);
        put_text(encoder, key);
        host_encode(encoder, value);
        lua_settop(L, value - 1);
        encoder->depth -= 1;
        count += 1;
    } while (lua_next(L, index));
    memcpy(encoder->tape->bytes + header + 1, &count, sizeof count);
}

static void encode_table(host_encoder *encoder, int index) {
    lua_State *L = encoder->L;
    luaL_checkstack(L, 8, "too many values");
    lua_pushnil(L);
    if (!lua_next(L, index)) {
        host_put_header(L, encoder->tape, HOST_TAG_LIST, 0);
    } else if (lua_type(L, -2) == LUA_TSTRING) {
        encode_map(encoder, index);
    } else {
        lua_pop(L, 2);
        if (encode_array(encoder, index)) return;
        lua_pushnil(L);
        lua_next(L, index);
        encode_map(encoder, index);
    }
}

static void encode_bare(host_encoder *encoder, host_tag tag) {
    uint8_t byte = (uint8_t)tag;
    host_put(encoder->L, encoder->tape, &byte, 1);
}

void host_encode(host_encoder *encoder, int index) {
    lua_State *L = encoder->L;
    if (++encoder->nodes > HOST_NODES) refuse(encoder, "is beyond the 10000th value");
    switch (lua_type(L, index)) {
    case LUA_TNIL: encode_bare(encoder, HOST_TAG_NIL); break;
    case LUA_TBOOLEAN:
        encode_bare(encoder, lua_toboolean(L, index) ? HOST_TAG_TRUE : HOST_TAG_FALSE);
        break;
    case LUA_TNUMBER: encode_number(encoder, index); break;
    case LUA_TSTRING:
        encode_bare(encoder, HOST_TAG_STRING);
        put_text(encoder, index);
        break;
    case LUA_TTABLE: encode_table(encoder, index); break;
    case LUA_TFUNCTION: encode_function(encoder, index); break;
    default: encode_secret(encoder, index);
    }
}

/* Writes the values from `first` to the top as one list, which shares its bounds. */
void host_encode_list(host_encoder *encoder, int first) {
    lua_State *L = encoder->L;
    int last = lua_gettop(L);
    luaL_checkstack(L, 8, "too many values");
    host_put_header(L, encoder->tape, HOST_TAG_LIST, (uint32_t)(last - first + 1));
    for (int i = first; i <= last; i++) {
        encoder->place = i - first + 1;
        host_encode(encoder, i);
    }
}
