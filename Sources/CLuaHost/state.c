/* A state's life: its one protected entry, its end. */

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

host_state *host_of(lua_State *L) {
    return *(host_state **)lua_getextraspace(L);
}

/* Reached only by an error outside every protected call: our own broken invariant. */
static int panic(lua_State *L) {
    (void)L;
    fputs("runtime: a Lua error outside a protected call\n", stderr);
    return 0; /* Lua aborts */
}

static void ignore_warning(void *context, const char *message, int more) {
    (void)context, (void)message, (void)more;
}

static int open_body(lua_State *L) {
    host_open_libraries(L);
    host_open_secrets(L);
    host_open_door(L);
    return 0;
}

host_state *host_open(size_t memory) {
    host_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    state->memory = state->cap = memory;
    state->stride = HOST_STRIDE;
    state->L = lua_newstate(host_allocate, state);
    if (state->L == NULL) {
        free(state);
        return NULL;
    }
    *(host_state **)lua_getextraspace(state->L) = state;
    lua_atpanic(state->L, panic);
    lua_setwarnf(state->L, ignore_warning, NULL);
    const host_budget budget = {.fuel = 1000000, .nanoseconds = 10000000000};
    if (host_run(state, open_body, NULL, &budget) != HOST_OK) {
        host_close(state);
        return NULL;
    }
    return state;
}

/* Runs no script code: there are no finalizers and no coroutines in a state. */
void host_close(host_state *state) {
    state->cap = SIZE_MAX;
    lua_close(state->L);
    host_tape_free(&state->results);
    host_tape_free(&state->arguments);
    host_tape_free(&state->reply);
    host_tape_free(&state->printed);
    host_free_chunks(state);
    free(state);
}

static host_status settle(host_state *state, int code) {
    if (host_is_out_of_memory(state, code) && state->verdict == HOST_OK) {
        host_verdict(state, HOST_MEMORY);
        host_report_verdict(state);
    } else if (code == LUA_ERRMEM && state->verdict == HOST_OK) {
        host_report_plain(state, "not enough memory");
    } else if (code == LUA_ERRERR) {
        host_report_plain(state, "error while an error was handled");
    } else if (code != LUA_OK && state->verdict != HOST_OK && state->report.length == 0) {
        host_report_verdict(state);
    }
    if (state->verdict != HOST_OK) return state->verdict;
    return code == LUA_OK ? HOST_OK : HOST_RAISED;
}

/*
 * The one entry: calls `body` with `request` as light userdata, under the budget and the message
 * handler. Nothing before lua_pcall allocates or can raise.
 */
host_status host_run(host_state *state, lua_CFunction body, const void *request,
                     const host_budget *budget) {
    if (state->verdict >= HOST_FUEL) return state->verdict;
    host_text_clear(&state->report);
    lua_State *L = state->L;
    host_tape_clear(&state->printed);
    host_budget_begin(state, budget);
    state->running = 1;
    lua_settop(L, 0);
    lua_pushcfunction(L, host_report);
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, (void *)request);
    int code = lua_pcall(L, 1, 0, 1);
    lua_settop(L, 0);
    state->running = state->reporting = 0;
    state->door = NULL;
    return settle(state, code);
}

host_bytes host_printed(const host_state *state) {
    return (host_bytes){state->printed.bytes, state->printed.length};
}
