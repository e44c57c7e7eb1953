/*
 * What policies cost in plain C: `policy decide FILE COUNT` and `policy load FILE COUNT` print
 * nanoseconds of processor time for one decision and for one load.
 */

#include "sandbox.h"

#include <string.h>

typedef struct {
    int action, within;
    lua_Integer at;
    char reason[512];
} decision;

typedef struct {
    int schedule; /* reference to the function */
    lua_Integer now;
    decision made;
} request;

static const char *const field_names[] = {
    "name", "application", "now", "created_at", "expires_at", "remaining", "age", "due_at",
    "last_rotated_at", "last_result", "attempts", "live_count", "foreign_count", "interval",
    "jitter",
};

static const char *const application_names[] = {"object_id", "client_id", "display_name", "tags"};

static void set_integer(lua_State *L, const char *name, lua_Integer value) {
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
}

static void set_string(lua_State *L, const char *name, const char *value) {
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

/* The same values as in DecisionBench.swift. */
static void push_application(lua_State *L) {
    lua_createtable(L, 0, 4);
    set_string(L, application_names[0], "0b1d0001-0000-4000-8000-000000000002");
    set_string(L, application_names[1], "6f3c0001-0000-4000-8000-000000000002");
    set_string(L, application_names[2], "payments-api");
    lua_createtable(L, 2, 0);
    lua_pushstring(L, "rotate:payments");
    lua_rawseti(L, -2, 1);
    lua_pushstring(L, "team:payments");
    lua_rawseti(L, -2, 2);
    lua_setfield(L, -2, application_names[3]);
}

static void push_facts(lua_State *L, lua_Integer now) {
    const lua_Integer created = 1764547200, expires = created + 64 * 86400;
    lua_createtable(L, 0, 15);
    set_string(L, field_names[0], "payments-api");
    push_application(L);
    lua_setfield(L, -2, field_names[1]);
    set_integer(L, field_names[2], now);
    set_integer(L, field_names[3], created);
    set_integer(L, field_names[4], expires);
    set_integer(L, field_names[5], expires - now);
    set_integer(L, field_names[6], now - created);
    set_integer(L, field_names[7], created + 30 * 86400);
    set_integer(L, field_names[8], created);
    set_string(L, field_names[9], "ok");
    set_integer(L, field_names[10], 0);
    set_integer(L, field_names[11], 2);
    set_integer(L, field_names[12], 1);
    set_integer(L, field_names[13], 30 * 86400);
    lua_pushnumber(L, 0.4375);
    lua_setfield(L, -2, field_names[14]);
}

static void read_decision(lua_State *L, decision *made) {
    static const char *const actions[] = {"rotate", "wait", "skip", NULL};
    size_t length;
    lua_getfield(L, -1, "action");
    made->action = luaL_checkoption(L, -1, NULL, actions);
    lua_getfield(L, -2, "at");
    made->at = luaL_checkinteger(L, -1);
    lua_getfield(L, -3, "within");
    made->within = strcmp(luaL_checkstring(L, -1), "window") == 0;
    lua_getfield(L, -4, "reason");
    const char *reason = luaL_checklstring(L, -1, &length);
    if (length >= sizeof made->reason) length = sizeof made->reason - 1;
    memcpy(made->reason, reason, length);
    made->reason[length] = 0;
    lua_pop(L, 4);
}

/* The body of one protected call. */
static int decide(lua_State *L) {
    request *asked = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, asked->schedule);
    push_facts(L, asked->now);
    lua_call(L, 1, 1);
    read_decision(L, &asked->made);
    return 0;
}

static int report(lua_State *L) {
    luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

static double time_decisions(const char *text, size_t length, long count) {
    sandbox box;
    lua_State *L = open_policy(&box, text, length);
    lua_getfield(L, -1, "schedule");
    request asked = {.schedule = luaL_ref(L, LUA_REGISTRYINDEX)};
    const lua_Integer start = 1764547200 + 50 * 86400;
    uint64_t begin = cpu_ns();
    for (long i = 0; i < count; i++) {
        asked.now = start + i % 86400;
        refuel(L, &box);
        lua_settop(L, 0);
        lua_pushcfunction(L, report);
        lua_pushcfunction(L, decide);
        lua_pushlightuserdata(L, &asked);
        if (lua_pcall(L, 1, 0, 1) != LUA_OK) fail(lua_tostring(L, -1));
        if (asked.made.at != asked.now || !asked.made.within) fail("a wrong decision");
    }
    double spent = (double)(cpu_ns() - begin);
    lua_close(L);
    return spent / (double)count;
}

static double time_loads(const char *text, size_t length, long count) {
    uint64_t begin = cpu_ns();
    for (long i = 0; i < count; i++) {
        sandbox box;
        lua_close(open_policy(&box, text, length));
    }
    return (double)(cpu_ns() - begin) / (double)count;
}

int main(int argc, char **argv) {
    static char text[1 << 18];
    if (argc != 4) fail("usage: policy decide|load FILE COUNT");
    FILE *file = fopen(argv[2], "r");
    if (file == NULL) fail("no such file");
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    long count = strtol(argv[3], NULL, 10);
    int decides = strcmp(argv[1], "decide") == 0;
    printf("%.3f\n", decides ? time_decisions(text, length, count)
                             : time_loads(text, length, count));
    return 0;
}
