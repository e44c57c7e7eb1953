/* Loading a chunk and calling its functions. */

#include "internal.h"

#include <stdio.h>
#include <string.h>

/*
 * Skips a byte order mark and a first line that begins with '#', as the stand-alone interpreter
 * does; the line's end stays, so that line numbers hold.
 */
static void skip_first_line(const char **text, size_t *length) {
    if (*length >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) *text += 3, *length -= 3;
    if (*length == 0 || **text != '#') return;
    while (*length > 0 && **text != '\n') *text += 1, *length -= 1;
}

/* Remembers the chunk's name as Lua shows it: of a long one the end. */
static void remember_source(host_state *state, const char *chunk) {
    size_t length = strlen(chunk);
    if (length < LUA_IDSIZE) snprintf(state->source, LUA_IDSIZE, "%s", chunk);
    else snprintf(state->source, LUA_IDSIZE, "...%s", chunk + length - (LUA_IDSIZE - 4));
}

static int load_body(lua_State *L) {
    const host_source *source = lua_touserdata(L, 1);
    host_state *state = host_of(L);
    const char *text = (const char *)source->text;
    size_t length = source->length;
    skip_first_line(&text, &length);
    lua_pushfstring(L, "@%s", source->chunk);
    if (luaL_loadbufferx(L, text, length, lua_tostring(L, -1), "t") != LUA_OK) lua_error(L);
    lua_call(L, 0, 1);
    host_encoder encoder = {
        .L = L, .tape = &state->results, .subject = source->subject,
        .functions = source->functions,
    };
    host_encode(&encoder, lua_gettop(L));
    return 0;
}

/*
 * Lua 5.4.4 names the variable in an error by recursion along the chain of field accesses that led
 * to it and has no bound of its own; with so few accesses in a file the C stack suffices.
 */
static int has_too_many_accesses(const host_source *source) {
    size_t count = 0;
    for (size_t i = 0; i < source->length; i++)
        count += source->text[i] == '.' || source->text[i] == '[';
    return count > HOST_SOURCE_ACCESSES;
}

static const char *refuse_source(const host_source *source) {
    if (source->length > HOST_SOURCE_BYTES) return "the file is larger than 256 KiB";
    if (has_too_many_accesses(source)) return "the file has more than 16384 field accesses";
    return NULL;
}

static host_bytes answer_of(const host_state *state, host_status status) {
    if (status == HOST_OK) return (host_bytes){state->results.bytes, state->results.length};
    return (host_bytes){(const uint8_t *)state->report.bytes, state->report.length};
}

host_status host_load(host_state *state, const host_source *source, host_bytes *answer) {
    host_status status = HOST_INVALID;
    const char *refusal = refuse_source(source);
    if (!state->running) remember_source(state, source->chunk);
    if (refusal != NULL) {
        host_report_plain(state, refusal);
    } else if (state->running) {
        host_report_plain(state, "loaded while it is already running");
    } else {
        host_tape_clear(&state->results);
        state->loading = 1;
        status = host_run(state, load_body, source, &source->budget);
        state->loading = 0;
    }
    if (status == HOST_RAISED) status = HOST_INVALID;
    *answer = answer_of(state, status);
    return status;
}

static int call_body(lua_State *L) {
    const host_request *request = lua_touserdata(L, 1);
    host_state *state = host_of(L);
    host_push_function(L, request->function);
    int count = host_decode_list(L, request->arguments, request->length);
    if (host_open_call(L, request->door)) count += 1;
    lua_call(L, count, LUA_MULTRET);
    host_encoder encoder = {
        .L = L, .tape = &state->results, .subject = request->name, .what = "result",
    };
    host_encode_list(&encoder, 2);
    return 0;
}

host_status host_call(host_state *state, const host_request *request, host_bytes *answer) {
    if (state->running) {
        host_report_plain(state, "called while it is already running");
        *answer = answer_of(state, HOST_RAISED);
        return HOST_RAISED;
    }
    host_tape_clear(&state->results);
    state->name = request->name;
    host_status status = host_run(state, call_body, request, &request->budget);
    state->name = NULL;
    *answer = answer_of(state, status);
    return status;
}
