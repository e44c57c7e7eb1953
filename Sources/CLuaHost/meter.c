/* Stock functions that are paid for before they run, by what they will touch. */

#include "internal.h"

enum { ARGUMENTS_PER_INSTRUCTION = 8 };

typedef void (*price)(lua_State *L);

static lua_Integer integer_at(lua_State *L, int index, lua_Integer absent) {
    int whole;
    lua_Integer value = lua_tointegerx(L, index, &whole);
    return whole ? value : absent;
}

static lua_Integer position(lua_Integer given, lua_Integer length) {
    if (given >= 0) return given;
    return given < -length ? 0 : length + given + 1;
}

/* How many bytes of the string at 1 lie from the position at 2 to the one at 3. */
static lua_Integer span(lua_State *L, lua_Integer last) {
    lua_Integer length = (lua_Integer)lua_rawlen(L, 1);
    lua_Integer from = position(integer_at(L, 2, 1), length);
    lua_Integer to = position(integer_at(L, 3, last == 0 ? from : last), length);
    if (from < 1) from = 1;
    if (to > length) to = length;
    return to < from ? 0 : to - from + 1;
}

static void all_strings(lua_State *L) {
    for (int i = lua_gettop(L); i > 0; i--) {
        if (lua_type(L, i) == LUA_TSTRING) host_spend_bytes(L, lua_rawlen(L, i));
    }
}

static void bytes_between(lua_State *L) {
    host_spend_bytes(L, (size_t)span(L, -1));
}

static void values_between(lua_State *L) {
    host_spend_items(L, span(L, 0) / ARGUMENTS_PER_INSTRUCTION);
}

static void all_arguments(lua_State *L) {
    host_spend_items(L, lua_gettop(L) / ARGUMENTS_PER_INSTRUCTION);
}

/* utf8.offset walks over as many characters as the number at 2 says. */
static void characters(lua_State *L) {
    lua_Integer count = integer_at(L, 2, 0), length = (lua_Integer)lua_rawlen(L, 1);
    if (count > length || count < -length) count = length;
    host_spend_bytes(L, (size_t)(count < 0 ? -count : count));
}

static const struct {
    const char *library, *name;
    price price;
} metered[] = {
    {LUA_STRLIBNAME, "byte", values_between},
    {LUA_STRLIBNAME, "char", all_arguments},
    {LUA_STRLIBNAME, "lower", all_strings},
    {LUA_STRLIBNAME, "upper", all_strings},
    {LUA_STRLIBNAME, "reverse", all_strings},
    {LUA_STRLIBNAME, "sub", bytes_between},
    {LUA_STRLIBNAME, "format", host_prepare_format},
    {LUA_STRLIBNAME, "pack", all_strings},
    {LUA_STRLIBNAME, "packsize", all_strings},
    {LUA_STRLIBNAME, "unpack", all_strings},
    {LUA_UTF8LIBNAME, "char", all_arguments},
    {LUA_UTF8LIBNAME, "codepoint", values_between},
    {LUA_UTF8LIBNAME, "len", bytes_between},
    {LUA_UTF8LIBNAME, "offset", characters},
    {LUA_TABLIBNAME, "concat", host_price_concat},
    {LUA_TABLIBNAME, "insert", host_price_insert},
    {LUA_TABLIBNAME, "move", host_price_move},
    {LUA_TABLIBNAME, "pack", all_arguments},
    {LUA_TABLIBNAME, "remove", host_price_remove},
    {LUA_TABLIBNAME, "unpack", host_price_unpack},
    {LUA_GNAME, "tonumber", all_strings},
    {LUA_GNAME, "select", all_arguments},
};

/* Pays, then becomes the stock function (upvalue 1), which has no upvalues of its own. */
static int run_metered(lua_State *L) {
    metered[lua_tointeger(L, lua_upvalueindex(2))].price(L);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void host_meter_libraries(lua_State *L) {
    for (int i = 0; i < (int)(sizeof metered / sizeof *metered); i++) {
        lua_getglobal(L, metered[i].library);
        lua_getfield(L, -1, metered[i].name);
        lua_pushinteger(L, i);
        lua_pushcclosure(L, run_metered, 2);
        lua_setfield(L, -2, metered[i].name);
        lua_pop(L, 1);
    }
}
