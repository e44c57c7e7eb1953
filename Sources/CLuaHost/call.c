/* Loading a chunk and calling its functions. */

#include "internal.h"

static int load_body(lua_State *L) {
    const host_source *source = lua_touserdata(L, 1);
    host_state *state = host_of(L);
    host_compile(L, source->chunk, source->text, source->length);
    lua_call(L, 0, 1);
    host_encoder encoder = {
        .L = L, .tape = &state->results, .subject = source->subject,
        .functions = source->functions,
    };
    host_encode(&encoder, lua_gettop(L));
    return 0;
}

static host_bytes answer_of(const host_state *state, host_status status) {
    if (status == HOST_OK) return (host_bytes){state->results.bytes, state->results.length};
    return (host_bytes){(const uint8_t *)state->report.bytes, state->report.length};
}

host_status host_load(host_state *state, const host_source *source, host_bytes *answer) {
    host_status status = HOST_INVALID;
    const char *refusal = host_refuse_source(source->text, source->length);
    if (!state->running) host_begin_chunks(state, source->chunk);
    if (refusal != NULL) {
        host_report_plain(state, refusal);
    } else if (state->running) {
        host_report_plain(state, "loaded while it is already running");
    } else {
        host_tape_clear(&state->results);
        state->loading = 1;
        state->source = source;
        status = host_run(state, load_body, source, &source->budget);
        state->source = NULL;
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
    state->door = request->door;
    state->serial += 1;
    if (request->door != NULL && request->door->names != NULL) {
        host_push_host(L, request->door);
        count += 1;
    }
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
