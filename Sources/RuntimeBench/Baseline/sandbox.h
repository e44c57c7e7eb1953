#ifndef BASELINE_SANDBOX_H
#define BASELINE_SANDBOX_H

/*
 * The same limits that a policy runs under, in plain C: five libraries without their dangerous
 * members, an allocator with a cap, and a count hook that spends fuel and looks at a deadline.
 */

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STRIDE = 128, MEMORY = 8 << 20, FUEL = 1000000 };

typedef struct {
    size_t used, cap;
    int64_t fuel;
    uint64_t deadline; /* 0: counting has not begun */
} sandbox;

static uint64_t read_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t now_ns(void) {
    return read_ns(CLOCK_MONOTONIC);
}

/* Processor time of this thread: other work on the machine does not count. */
static uint64_t cpu_ns(void) {
    return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "baseline: error: %s\n", what);
    exit(1);
}

static void *allocate(void *context, void *block, size_t old, size_t new) {
    sandbox *box = context;
    size_t before = block != NULL ? old : 0;
    if (new == 0) {
        free(block);
        box->used -= before;
        return NULL;
    }
    if (new > before && box->used + (new - before) > box->cap) return NULL;
    void *moved = realloc(block, new);
    if (moved == NULL) return new <= before ? block : NULL;
    box->used += new - before;
    return moved;
}

static void spend(lua_State *L, lua_Debug *event) {
    (void)event;
    sandbox *box = *(sandbox **)lua_getextraspace(L);
    if (box->fuel < STRIDE) luaL_error(L, "out of fuel");
    box->fuel -= STRIDE;
    uint64_t now = now_ns();
    if (box->deadline == 0) box->deadline = now + 2000000000u;
    if (now > box->deadline) luaL_error(L, "out of time");
}

/* Fills the tank before a call. */
static void refuel(lua_State *L, sandbox *box) {
    box->fuel = FUEL;
    box->deadline = 0;
    lua_sethook(L, spend, LUA_MASKCOUNT, STRIDE);
}

static int multiply(lua_State *L) {
    lua_pushinteger(L, luaL_checkinteger(L, 1) * lua_tointeger(L, lua_upvalueindex(1)));
    return 1;
}

static int require_runtime(lua_State *L) {
    static const struct {
        const char *name;
        lua_Integer seconds;
    } units[] = {{"weeks", 604800}, {"days", 86400}, {"hours", 3600}, {"minutes", 60}};
    lua_newtable(L);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        lua_pushinteger(L, units[i].seconds);
        lua_pushcclosure(L, multiply, 1);
        lua_setfield(L, -2, units[i].name);
    }
    return 1;
}

static void remove_members(lua_State *L, const char *library, const char *const *names) {
    lua_getglobal(L, library);
    for (; *names != NULL; names++) {
        lua_pushnil(L);
        lua_setfield(L, -2, *names);
    }
    lua_pop(L, 1);
}

static void open_libraries(lua_State *L) {
    static const luaL_Reg libraries[] = {
        {LUA_GNAME, luaopen_base},       {LUA_STRLIBNAME, luaopen_string},
        {LUA_TABLIBNAME, luaopen_table}, {LUA_MATHLIBNAME, luaopen_math},
        {LUA_UTF8LIBNAME, luaopen_utf8}, {NULL, NULL},
    };
    for (const luaL_Reg *library = libraries; library->name != NULL; library++) {
        luaL_requiref(L, library->name, library->func, 1);
        lua_pop(L, 1);
    }
    remove_members(L, LUA_GNAME,
                   (const char *const[]){"dofile", "load", "loadfile", "warn", NULL});
    remove_members(L, LUA_STRLIBNAME, (const char *const[]){"dump", NULL});
    remove_members(L, LUA_MATHLIBNAME, (const char *const[]){"random", "randomseed", NULL});
    lua_register(L, "require", require_runtime);
}

/* Opens a state, runs the policy in it and leaves the table it returns on the stack. */
static lua_State *open_policy(sandbox *box, const char *text, size_t length) {
    *box = (sandbox){.cap = MEMORY};
    lua_State *L = lua_newstate(allocate, box);
    if (L == NULL) fail("no memory");
    *(sandbox **)lua_getextraspace(L) = box;
    open_libraries(L);
    refuel(L, box);
    if (luaL_loadbufferx(L, text, length, "@policy.lua", "t") != LUA_OK
        || lua_pcall(L, 0, 1, 0) != LUA_OK)
        fail(lua_tostring(L, -1));
    return L;
}

#endif
