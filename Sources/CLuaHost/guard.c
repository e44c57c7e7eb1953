/* Stock functions rewritten so that no script outlives its verdict or works around its budget. */

#include "internal.h"

#include <string.h>

/*
 * Results of a protected call, `true` below them; a verdict or an allocation that failed ends the
 * script instead.
 */
static int protected_results(lua_State *L, int code) {
    if (host_of(L)->verdict != HOST_OK) {
        lua_settop(L, 0);
        host_end_again(L);
    }
    if (host_is_out_of_memory(host_of(L), code)) {
        lua_settop(L, 0);
        host_end(L, HOST_MEMORY);
    }
    if (code != LUA_OK) {
        lua_pushboolean(L, 0);
        lua_replace(L, 1);
    }
    return lua_gettop(L);
}

static int guarded_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1); /* the first result */
    lua_insert(L, 1);
    return protected_results(L, lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0));
}

/* The script's handler (upvalue), unless the call is to end: in the hook nothing could stop it. */
static int guarded_handler(lua_State *L) {
    if (host_of(L)->verdict != HOST_OK) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int guarded_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, guarded_handler, 1);
    lua_replace(L, 2);
    lua_pushvalue(L, 1);
    lua_insert(L, 3);
    lua_pushboolean(L, 1);
    lua_replace(L, 1); /* true, handler, function, arguments */
    int code = lua_pcall(L, lua_gettop(L) - 3, LUA_MULTRET, 2);
    lua_remove(L, 2);
    return protected_results(L, code);
}

/* Finalizers run with hooks off, so there are none. */
static int guarded_setmetatable(lua_State *L) {
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    lua_settop(L, 2);
    if (type == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "__gc is not available in a policy");
        lua_settop(L, 2);
    }
    lua_setmetatable(L, 1);
    return 1;
}

static int guarded_collectgarbage(lua_State *L) {
    if (strcmp(luaL_optstring(L, 1, "collect"), "count") != 0)
        return luaL_error(L, "collectgarbage knows only \"count\" here");
    lua_pushnumber(L, (lua_Number)host_of(L)->used / 1024);
    return 1;
}

/* Keeps the text for the host. */
static int guarded_print(lua_State *L) {
    host_tape *printed = &host_of(L)->printed;
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        size_t length;
        const char *text = host_push_text(L, i, &length);
        host_spend_bytes(L, length);
        if (printed->length + length + 2 > HOST_PRINT_BYTES) return 0;
        if (i > 1) host_tape_append(printed, (const uint8_t *)"\t", 1);
        host_tape_append(printed, (const uint8_t *)text, length);
        lua_pop(L, 1);
    }
    if (printed->length < HOST_PRINT_BYTES) host_tape_append(printed, (const uint8_t *)"\n", 1);
    return 0;
}

static int guarded_rep(lua_State *L) {
    size_t length, between;
    const char *text = luaL_checklstring(L, 1, &length);
    lua_Integer count = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &between);
    size_t step = length + between;
    if (count <= 0 || step == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((uint64_t)count > INT64_MAX / step) return luaL_error(L, "resulting string too large");
    size_t total = (size_t)count * step - between;
    host_spend_bytes(L, total);
    luaL_Buffer buffer;
    char *at = luaL_buffinitsize(L, &buffer, total);
    while (count-- > 0) {
        memcpy(at, text, length);
        at += length;
        if (count == 0) break;
        memcpy(at, separator, between);
        at += between;
    }
    luaL_pushresultsize(&buffer, total);
    return 1;
}

const luaL_Reg host_guarded_base[] = {
    {"pcall", guarded_pcall},
    {"xpcall", guarded_xpcall},
    {"setmetatable", guarded_setmetatable},
    {"collectgarbage", guarded_collectgarbage},
    {"print", guarded_print},
    {"require", host_require},
    {NULL, NULL},
};

const luaL_Reg host_guarded_string[] = {
    {"rep", guarded_rep},
    {NULL, NULL},
};
