/* What one call may use, and the verdict that ends it. */

#include "internal.h"

#include <time.h>

/* Raised for every verdict; it needs no memory. */
static char sentinel;

uint64_t host_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void arm(host_state *state);

static void tick(lua_State *L, lua_Debug *event) {
    if (event->event == LUA_HOOKLINE) {
        host_cover_line(L, event);
        return;
    }
    host_state *state = host_of(L);
    int64_t bytes = (int64_t)state->blocks;
    state->blocks = 0;
    if (state->hurried && state->verdict == HOST_OK) arm(state);
    host_spend(L, state->stride + bytes / HOST_BYTES_PER_INSTRUCTION);
}

static void arm(host_state *state) {
    state->hurried = 0;
    lua_sethook(state->L, tick, LUA_MASKCOUNT | state->events, state->stride);
}

/* Looks at the budget at the next instruction. */
void host_hurry(host_state *state) {
    state->hurried = 1;
    lua_sethook(state->L, tick, LUA_MASKCOUNT | state->events, 1);
}

void host_budget_begin(host_state *state, const host_budget *budget) {
    state->verdict = HOST_OK;
    state->refused = HOST_REFUSED_NOTHING;
    state->budget = *budget;
    state->cap = state->memory;
    state->fuel = budget->fuel;
    state->deadline = 0;
    state->blocks = 0;
    arm(state);
}

/* From here on every instruction raises, so that no pcall keeps the script alive. */
void host_verdict(host_state *state, host_status verdict) {
    state->verdict = verdict;
    state->cap = state->used + HOST_RESERVE;
    lua_sethook(state->L, tick, LUA_MASKCOUNT | state->events, 1);
}

/* The status alone does not tell: raising the text "not enough memory" gives the same one. */
int host_is_out_of_memory(const host_state *state, int code) {
    return code == LUA_ERRMEM && state->refused != HOST_REFUSED_NOTHING;
}

/* Leaves the stack alone: in a hook, lua_settop would run `__close` handlers with hooks off. */
_Noreturn void host_end_again(lua_State *L) {
    lua_pushlightuserdata(L, &sentinel);
    lua_error(L);
    __builtin_unreachable();
}

_Noreturn void host_end(lua_State *L, host_status verdict) {
    host_verdict(host_of(L), verdict);
    host_end_again(L);
}

void host_spend(lua_State *L, int64_t instructions) {
    host_state *state = host_of(L);
    if (state->verdict != HOST_OK) host_end_again(L);
    if (instructions > state->fuel) host_end(L, HOST_FUEL);
    state->fuel -= instructions;
    uint64_t now = host_now();
    if (state->deadline == 0) state->deadline = now + (uint64_t)state->budget.nanoseconds;
    if (now > state->deadline) host_end(L, HOST_TIME);
}

void host_charge(lua_State *L, int64_t instructions) {
    host_of(L)->fuel -= instructions;
}

/* Looks at the clock only when the items take longer than the stride does. */
void host_spend_items(lua_State *L, int64_t items) {
    if (items < HOST_STRIDE) host_charge(L, items);
    else host_spend(L, items);
}

void host_spend_bytes(lua_State *L, size_t bytes) {
    host_spend_items(L, (int64_t)(bytes / HOST_BYTES_PER_INSTRUCTION));
}

/*
 * What the host's own modules have: limited(fuel, f, ...) calls `f` with so many instructions at
 * most. After an error in `f` no more than what was left of them is left to the caller.
 */
int host_call_limited(lua_State *L) {
    host_state *state = host_of(L);
    int64_t fuel = luaL_checkinteger(L, 1), whole = state->budget.fuel;
    int64_t held = state->fuel > fuel ? state->fuel - fuel : 0;
    if (held > 0) state->budget.fuel = fuel;
    state->fuel -= held;
    lua_call(L, lua_gettop(L) - 2, LUA_MULTRET);
    state->fuel += held;
    state->budget.fuel = whole;
    return lua_gettop(L) - 1;
}
