/* Stand-ins for secrets: a name and a version; the value never reaches a state. */

#include "internal.h"

#include <string.h>

#define TYPE "secret"

void host_push_secret(lua_State *L, int64_t version, const char *name, size_t length) {
    host_secret *secret = lua_newuserdatauv(L, sizeof *secret + length, 0);
    secret->version = version;
    secret->length = length;
    memcpy(secret->name, name, length);
    luaL_setmetatable(L, TYPE);
}

const host_secret *host_to_secret(lua_State *L, int index) {
    return luaL_testudata(L, index, TYPE);
}

static int secret_tostring(lua_State *L) {
    const host_secret *secret = luaL_checkudata(L, 1, TYPE);
    lua_pushliteral(L, "<secret ");
    lua_pushlstring(L, secret->name, secret->length);
    lua_pushfstring(L, " v%I>", (LUAI_UACINT)secret->version);
    lua_concat(L, 3);
    return 1;
}

static int secret_equal(lua_State *L) {
    const host_secret *left = host_to_secret(L, 1), *right = host_to_secret(L, 2);
    lua_pushboolean(L, left != NULL && right != NULL && left->version == right->version
                           && left->length == right->length
                           && memcmp(left->name, right->name, left->length) == 0);
    return 1;
}

static int secret_concat(lua_State *L) {
    return luaL_error(L, "a secret cannot be part of a string; pass it in a list");
}

static int secret_length(lua_State *L) {
    return luaL_error(L, "the length of a secret cannot be known here");
}

static const luaL_Reg metamethods[] = {
    {"__tostring", secret_tostring},
    {"__eq", secret_equal},
    {"__concat", secret_concat},
    {"__len", secret_length},
    {NULL, NULL},
};

void host_open_secrets(lua_State *L) {
    luaL_newmetatable(L, TYPE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
