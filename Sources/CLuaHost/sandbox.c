/* What a script finds: five libraries without their dangerous members, and strict globals. */

#include "internal.h"

#include <string.h>

static const struct {
    const char *name;
    lua_CFunction open;
} libraries[] = {
    {LUA_GNAME, luaopen_base},          {LUA_STRLIBNAME, luaopen_string},
    {LUA_TABLIBNAME, luaopen_table},    {LUA_MATHLIBNAME, luaopen_math},
    {LUA_UTF8LIBNAME, luaopen_utf8},
};

static const struct {
    const char *library, *name;
} removed[] = {
    {LUA_GNAME, "dofile"},        {LUA_GNAME, "load"}, {LUA_GNAME, "loadfile"},
    {LUA_GNAME, "warn"},          {LUA_STRLIBNAME, "dump"}, {LUA_MATHLIBNAME, "random"},
    {LUA_MATHLIBNAME, "randomseed"},
};

/* Functions of ours in the place of stock ones, library by library. */
static const struct {
    const char *library;
    const luaL_Reg *functions;
} replaced[] = {
    {LUA_GNAME, host_guarded_base},
    {LUA_STRLIBNAME, host_guarded_string},
    {LUA_STRLIBNAME, host_pattern_functions},
    {LUA_TABLIBNAME, host_table_functions},
    {LUA_GNAME, host_text_functions},
};

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static void get_library(lua_State *L, const char *name) {
    if (strcmp(name, LUA_GNAME) == 0) lua_pushglobaltable(L);
    else lua_getglobal(L, name);
}

/* "the global 'x' does not exist": a misspelling, or a variable that was never set. */
static int read_undefined(lua_State *L) {
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    return luaL_error(L, "there is no global '%s'", lua_tostring(L, 2));
}

/* Globals may be made while the file is loaded; later ones would be hidden state of a function. */
static int write_undefined(lua_State *L) {
    if (!host_of(L)->loading && lua_type(L, 2) == LUA_TSTRING)
        return luaL_error(L, "a function cannot make the global '%s'; declare it with 'local'",
                          lua_tostring(L, 2));
    lua_rawset(L, 1);
    return 0;
}

/* "there is no 'math.flor'"; the upvalue is the table's name. */
static int read_missing(lua_State *L) {
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    return luaL_error(L, "there is no '%s.%s'", lua_tostring(L, lua_upvalueindex(1)),
                      lua_tostring(L, 2));
}

static void lock_metatable(lua_State *L) {
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

/* Makes reading what the table on top has not an error. */
void host_make_strict(lua_State *L, const char *name) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, name);
    lua_pushcclosure(L, read_missing, 1);
    lua_setfield(L, -2, "__index");
    lock_metatable(L);
    lua_setmetatable(L, -2);
}

static void guard_globals(lua_State *L) {
    lua_pushglobaltable(L);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, read_undefined);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, write_undefined);
    lua_setfield(L, -2, "__newindex");
    lock_metatable(L);
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

static void lock_strings(lua_State *L) {
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lock_metatable(L);
    lua_pop(L, 2);
}

void host_open_libraries(lua_State *L) {
    for (int i = 0; i < COUNT(libraries); i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].open, 1);
        lua_pop(L, 1);
    }
    for (int i = 0; i < COUNT(removed); i++) {
        get_library(L, removed[i].library);
        lua_pushnil(L);
        lua_setfield(L, -2, removed[i].name);
        lua_pop(L, 1);
    }
    for (int i = 0; i < COUNT(replaced); i++) {
        get_library(L, replaced[i].library);
        luaL_setfuncs(L, replaced[i].functions, 0);
        lua_pop(L, 1);
    }
    host_meter_libraries(L);
    for (int i = 1; i < COUNT(libraries); i++) {
        get_library(L, libraries[i].name);
        host_make_strict(L, libraries[i].name);
        lua_pop(L, 1);
    }
    guard_globals(L);
    lock_strings(L);
}
