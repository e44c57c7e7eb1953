/* The host object, and the one door through which its methods leave Lua. */

#include "internal.h"

#include <string.h>

#define TYPE "host"

/* A host object stands for one call; its user value maps names to places and places to names. */
typedef struct {
    uint64_t serial;
} handle;

static int is_live(lua_State *L, const handle *self) {
    const host_state *state = host_of(L);
    return state->door != NULL && state->serial == self->serial;
}

static const handle *check_host(lua_State *L, const char *name) {
    const handle *self = luaL_testudata(L, 1, TYPE);
    if (self == NULL) luaL_error(L, "call it with a colon: host:%s", name);
    if (!is_live(L, self)) luaL_error(L, "host:%s is called after its hook has ended", name);
    return self;
}

static int return_reply(lua_State *L, int code) {
    host_state *state = host_of(L);
    switch (code) {
    case HOST_DOOR_RESULTS:
        return host_decode_list(L, state->reply.bytes, state->reply.length);
    case HOST_DOOR_STOP:
        host_end(L, HOST_STOPPED);
    default:
        luaL_where(L, 1);
        lua_pushlstring(L, (const char *)state->reply.bytes, state->reply.length);
        lua_concat(L, 2);
        return lua_error(L);
    }
}

/* Pushes the names, separated by commas. */
static void push_list(lua_State *L, int names) {
    lua_pushliteral(L, "");
    for (int i = 1; lua_rawgeti(L, names, i) != LUA_TNIL; i++) {
        if (i > 1) {
            lua_pushliteral(L, ", ");
            lua_insert(L, -2);
        }
        lua_concat(L, i > 1 ? 3 : 2);
    }
    lua_pop(L, 1);
}

/* The place of `name` among the functions of the host object at index 1. */
static int place_of(lua_State *L, const char *name) {
    lua_getiuservalue(L, 1, 1);
    lua_pushstring(L, name);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        push_list(L, lua_gettop(L) - 1);
        luaL_error(L, "host has no function '%s' (available: %s)", name, lua_tostring(L, -1));
    }
    int place = (int)lua_tointeger(L, -1) - 1;
    lua_pop(L, 2);
    return place;
}

/*
 * Sends the values from `first` to the top through the door and pushes what comes back; messages
 * call one `subject` and `what`.
 */
int host_ask(lua_State *L, int32_t place, const char *subject, const char *what, int first) {
    host_state *state = host_of(L);
    const host_door *door = state->door;
    if (door == NULL)
        return luaL_error(L, "%s is for functions; it cannot be called while the file is loaded",
                          subject);
    host_spend(L, HOST_CALL_FUEL);
    host_tape_clear(&state->arguments);
    host_tape_clear(&state->reply);
    host_encoder encoder = {
        .L = L, .tape = &state->arguments, .subject = subject, .what = what,
        .functions = what == NULL && strncmp(subject, "t.", 2) == 0, .mixed = what != NULL,
    };
    host_encode_list(&encoder, first);
    uint64_t start = host_now();
    int code = door->call(door->context, place, state->arguments.bytes,
                          state->arguments.length, &state->reply);
    if (place >= 0) state->deadline += host_now() - start; /* not what is merely reckoned */
    return return_reply(L, code);
}

static int call_host(lua_State *L) {
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    check_host(L, name);
    int place = place_of(L, name);
    const char *subject = lua_pushfstring(L, "host:%s", name);
    lua_insert(L, 1);
    return host_ask(L, place, subject, "argument", 3);
}

/*
 * What the host's own modules have: door(verb, ...), which sends the verb behind the values. Only
 * with a verb that begins with "t." may functions be among them.
 */
int host_call_door(lua_State *L) {
    const char *verb = luaL_checkstring(L, 1);
    if (host_of(L)->door == NULL)
        return luaL_error(L, "%s: not while the file is being loaded", verb);
    lua_pushvalue(L, 1);
    return host_ask(L, 0, verb, NULL, 2);
}

static int index_host(lua_State *L) {
    if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "host has functions only");
    const char *name = lua_tostring(L, 2);
    check_host(L, name);
    place_of(L, name);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, call_host, 1);
    return 1;
}

static int host_tostring(lua_State *L) {
    lua_pushliteral(L, TYPE);
    return 1;
}

static void push_host(lua_State *L, const host_door *door) {
    handle *self = lua_newuserdatauv(L, sizeof *self, 1);
    int object = lua_gettop(L);
    self->serial = host_of(L)->serial;
    luaL_setmetatable(L, TYPE);
    int count = host_decode_list(L, door->names, door->names_length);
    lua_createtable(L, count, count);
    for (int i = 1; i <= count; i++) {
        lua_pushvalue(L, object + i);
        lua_pushinteger(L, i);
        lua_rawset(L, -3);
        lua_pushvalue(L, object + i);
        lua_rawseti(L, -2, i);
    }
    lua_setiuservalue(L, object, 1);
    lua_settop(L, object);
}

/* Opens the door of the call that begins; nonzero when it has a host object, which is pushed. */
int host_open_call(lua_State *L, const host_door *door) {
    host_state *state = host_of(L);
    state->serial += 1;
    state->door = door;
    if (door == NULL || door->names_length == 0) return 0;
    push_host(L, door);
    return 1;
}

void host_open_door(lua_State *L) {
    luaL_newmetatable(L, TYPE);
    lua_pushcfunction(L, index_host);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, host_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
