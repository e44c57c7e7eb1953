/* runtime.time: calendars and time zones, which the host's own code reckons. */

#include "internal.h"

static const struct {
    const char *name, *subject;
    int32_t place;
} functions[] = {
    {"next", "runtime.time.next", HOST_RUNTIME_TIME_NEXT},
    {"format", "runtime.time.format", HOST_RUNTIME_TIME_FORMAT},
};

/* The upvalue is the function's place in the list. */
static int ask(lua_State *L) {
    lua_Integer index = lua_tointeger(L, lua_upvalueindex(1));
    return host_ask(L, functions[index].place, functions[index].subject, "argument", 1);
}

void host_push_time(lua_State *L) {
    lua_newtable(L);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        lua_pushinteger(L, (lua_Integer)i);
        lua_pushcclosure(L, ask, 1);
        lua_setfield(L, -2, functions[i].name);
    }
    host_make_strict(L, "runtime.time");
}
