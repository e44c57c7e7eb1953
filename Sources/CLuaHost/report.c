/* The text of an error: `payments.lua:14: in 'schedule': what went wrong`. */

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 64, CALLERS = 8, TOSTRING_FUEL = 10000 };

/* Where the script stood. */
typedef struct {
    const host_chunk *chunk; /* null: the file itself */
    int line;                /* 0: not in the script */
    int main;                /* in the chunk itself, not in a function of it */
    char name[LUA_IDSIZE];   /* of the function; empty: unknown */
} place;

/* The length of a leading "chunk:LINE: " that names a chunk of the script or one of ours, or 0. */
static size_t prefix(host_state *state, const char *message, place *found) {
    for (const char *at = message; (at = strchr(at, ':')) != NULL; at++) {
        if (at - message >= LUA_IDSIZE) return 0;
        const host_chunk *chunk = host_chunk_of(state, message, (size_t)(at - message));
        if (chunk == NULL && strncmp(message, HOST_OURS, strlen(HOST_OURS)) != 0) continue;
        char *end;
        long number = strtol(at + 1, &end, 10);
        if (number <= 0 || end[0] != ':' || end[1] != ' ') continue;
        found->chunk = chunk;
        if (chunk != NULL) found->line = (int)number;
        return (size_t)(end + 2 - message);
    }
    return 0;
}

static void fill(lua_State *L, int level, const lua_Debug *frame, place *found) {
    lua_Debug below;
    const char *name = frame->name;
    if (name == NULL && !lua_getstack(L, level + 2, &below)) name = host_of(L)->name;
    found->line = frame->currentline;
    found->main = strcmp(frame->what, "main") == 0;
    snprintf(found->name, sizeof found->name, "%s", name != NULL ? name : "");
}

/* Finds the innermost frame of the script, or the innermost that stands on the line found. */
static void locate(lua_State *L, place *found) {
    lua_Debug frame;
    for (int level = 0; level < FRAMES && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sln", &frame);
        const host_chunk *chunk = host_chunk_of(host_of(L), frame.short_src,
                                                strlen(frame.short_src));
        if (chunk == NULL) continue;
        if (found->line != 0 && (found->chunk != chunk || frame.currentline != found->line))
            continue;
        found->chunk = chunk;
        fill(L, level, &frame, found);
        return;
    }
}

/* Adds a line for each function of the script outside of the one that stands on `line`. */
static void put_callers(lua_State *L, int line) {
    host_text *text = &host_of(L)->report;
    lua_Debug frame;
    int count = -1; /* not there yet */
    for (int level = 0; level < FRAMES && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sln", &frame);
        if (*frame.what == 'C' || (count < 0 && frame.currentline != line)) continue;
        if (++count == 0) continue;
        if (count > CALLERS) return;
        place found;
        fill(L, level, &frame, &found);
        host_text_line(text);
        host_text_put(text, frame.short_src);
        host_text_format(text, ":%d ", frame.currentline);
        host_text_put(text, found.main ? "the file itself" : found.name);
    }
}

static void begin(host_state *state, const place *found) {
    host_text *text = &state->report;
    host_text_clear(text);
    host_text_put(text, (found->chunk != NULL ? found->chunk : state->chunks)->shown);
    if (found->line > 0) host_text_format(text, ":%d", found->line);
    if (text->length > 0) host_text_put(text, ": ");
    if (found->main || found->name[0] == 0) return;
    host_text_put(text, "in '");
    host_text_put(text, found->name);
    host_text_put(text, "': ");
}

static void put_refusal(host_state *state) {
    host_text *text = &state->report;
    switch (state->refused) {
    case HOST_REFUSED_STACK:
        host_text_put(text, "calls functions within functions too deeply");
        break;
    case HOST_REFUSED_STRING:
        host_text_format(text, "makes a string of more than %d KiB", HOST_STRING_BYTES / 1024);
        break;
    default:
        host_text_format(text, "needs more than %zu KiB of memory", state->memory / 1024);
    }
}

static void put_verdict(host_state *state) {
    host_text *text = &state->report;
    switch (state->verdict) {
    case HOST_FUEL:
        host_text_format(text, "used up its %lld instructions", (long long)state->budget.fuel);
        break;
    case HOST_TIME:
        host_text_format(text, "ran longer than %lld ms",
                         (long long)(state->budget.nanoseconds / 1000000));
        break;
    case HOST_MEMORY:
        put_refusal(state);
        break;
    default:
        host_text_add(text, (const char *)state->reply.bytes, state->reply.length);
    }
}

void host_report_plain(host_state *state, const char *message) {
    place nowhere = {0};
    begin(state, &nowhere);
    host_text_put(&state->report, message);
}

void host_report_verdict(host_state *state) {
    place nowhere = {0};
    if (state->name != NULL && !state->loading)
        snprintf(nowhere.name, sizeof nowhere.name, "%s", state->name);
    begin(state, &nowhere);
    put_verdict(state);
}

static int to_text(lua_State *L) {
    host_push_text(L, 1, NULL);
    return 1;
}

/* Whether the text of the value on top says more than its type. */
static int has_text(lua_State *L) {
    if (lua_type(L, -1) < LUA_TTABLE) return 1;
    if (luaL_getmetafield(L, -1, "__tostring") == LUA_TNIL) return 0;
    lua_pop(L, 1);
    return 1;
}

/*
 * Replaces the error object on top by its text. `__tostring` is script code: it runs protected and
 * with little fuel, and running out there is no verdict on the call.
 */
static void describe(lua_State *L) {
    if (lua_type(L, -1) == LUA_TSTRING) return;
    if (lua_istable(L, -1)) {
        lua_pushliteral(L, "message");
        if (lua_rawget(L, -2) == LUA_TSTRING) return;
        lua_pop(L, 1);
    }
    const char *type = luaL_typename(L, -1);
    if (!has_text(L)) {
        lua_pushfstring(L, "raised a %s instead of a text", type);
        return;
    }
    host_state *state = host_of(L);
    int64_t fuel = state->fuel;
    uint64_t deadline = state->deadline;
    state->fuel = TOSTRING_FUEL;
    lua_pushcfunction(L, to_text);
    lua_pushvalue(L, -2);
    int code = lua_pcall(L, 1, 1, 0);
    if (state->verdict != HOST_OK) host_budget_begin(state, &state->budget);
    state->fuel = fuel; /* `__close` handlers are still to come, and get no new budget */
    state->deadline = deadline;
    if (code == LUA_OK && lua_type(L, -1) == LUA_TSTRING) return;
    lua_pushfstring(L, "(error object of type %s)", type);
}

/* The message handler of every protected call of the host; leaves the text in the report. */
int host_report(lua_State *L) {
    host_state *state = host_of(L);
    place found = {0};
    if (state->verdict != HOST_OK) {
        locate(L, &found);
        begin(state, &found);
        put_verdict(state);
        put_callers(L, found.line);
        return 1;
    }
    state->reporting = 1;
    describe(L);
    const char *message = lua_tostring(L, -1);
    size_t length = lua_rawlen(L, -1);
    size_t skip = prefix(state, message, &found);
    locate(L, &found);
    begin(state, &found);
    host_text_add(&state->report, message + skip, length - skip);
    put_callers(L, found.line);
    state->reporting = 0;
    return 1;
}
