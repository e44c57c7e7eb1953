/* `require`: our own modules, and the files that came with the load. */

#include "internal.h"

#include <string.h>

static const char values; /* its address is the registry key of the modules' values by name */

/* Pushes the values of the modules that were required. */
static void push_values(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &values) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &values);
}

/* A module's name: segments of a-z, 0-9, '_' and '-' with dots between. */
static int is_name(const char *name) {
    int in_segment = 0;
    for (; *name != 0; name++) {
        int is_letter = (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9')
            || *name == '_' || *name == '-';
        if (!is_letter && (*name != '.' || !in_segment)) return 0;
        in_segment = is_letter;
    }
    return in_segment;
}

/* Whether the module's chunk is on the stack: it requires itself, here or through others. */
static int is_running(lua_State *L, const char *path) {
    lua_Debug frame;
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "S", &frame);
        if (strcmp(frame.what, "main") == 0 && strcmp(frame.source + 1, path) == 0) return 1;
    }
    return 0;
}

/* The text of a module of the file that is being loaded. */
static const char *text_of(lua_State *L, const char *name, size_t *length) {
    const host_source *source = host_of(L)->source;
    if (source == NULL)
        luaL_error(L, "module '%s' was not required while the file was loaded", name);
    const char *text = NULL;
    if (source->modules != NULL)
        text = host_find_text(L, source->modules, source->modules_length, name, length);
    if (text == NULL) luaL_error(L, "there is no module '%s'", name);
    return text;
}

/* Runs a file's chunk and pushes its value. */
static void run_file(lua_State *L, const char *name) {
    size_t length;
    const char *text = text_of(L, name, &length);
    const char *path = lua_pushfstring(L, "%s.lua", luaL_gsub(L, name, ".", "/"));
    if (is_running(L, path)) luaL_error(L, "module '%s' requires itself", name);
    const char *refusal = host_refuse_source((const uint8_t *)text, length);
    if (refusal != NULL) luaL_error(L, "%s: %s", path, refusal);
    host_spend(L, HOST_CALL_FUEL + (int64_t)length / HOST_BYTES_PER_INSTRUCTION);
    host_compile(L, path, (const uint8_t *)text, length);
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
}

/* Runs a module of ours, which is no part of the script, and pushes its value. */
static void run_own(lua_State *L, const char *name) {
    size_t length;
    const char *text = text_of(L, name, &length);
    lua_pushfstring(L, "=%s", name);
    if (luaL_loadbufferx(L, text, length, lua_tostring(L, -1), "t") != LUA_OK) lua_error(L);
    lua_pushcfunction(L, host_call_door);
    lua_pushcfunction(L, host_call_limited);
    lua_call(L, 2, 1);
}

/* require(name): runs a module the first time, and gives the same value every time. */
int host_require(lua_State *L) {
    size_t length;
    const char *name = luaL_checklstring(L, 1, &length);
    lua_settop(L, 1);
    host_spend_bytes(L, length);
    push_values(L);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL) return 1;
    if (strlen(name) != length || !is_name(name))
        return luaL_error(L, "'%s' is no name of a module (such as \"lib.times\")", name);
    if (strcmp(name, "runtime") == 0) host_push_runtime(L);
    else if (strncmp(name, HOST_OURS, strlen(HOST_OURS)) == 0) run_own(L, name);
    else run_file(L, name);
    if (lua_isnil(L, -1)) lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}
