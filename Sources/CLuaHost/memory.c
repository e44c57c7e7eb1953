/* The allocator of a state: counts, caps, and sees to it that one instruction does bounded work. */

#include "internal.h"

#include <stdlib.h>

/*
 * The second block that a state asks for is its stack. It grows by a new block of twice its slots,
 * beside a few spare ones, to which it is copied before the old block is freed.
 */
enum { SLOT = 16, SPARE_SLOTS = 5 };

static int is_larger_stack(const host_state *state, const void *block, size_t new) {
    if (block != NULL) return block == state->stack.block;
    return new == 2 * state->stack.size - SPARE_SLOTS * SLOT;
}

static int fits(const host_state *state, size_t growth) {
    size_t cap = state->cap + (state->reporting ? HOST_RESERVE : 0);
    return state->used < cap && growth <= cap - state->used;
}

/*
 * The work of an instruction grows with the longest string and, along a chain of `__call` tables,
 * with the square of the stack's depth, so both are bounded. `tag` is the type of a new block.
 */
static host_refusal refusal_of(const host_state *state, const void *block, size_t before,
                               size_t tag, size_t new) {
    if (!fits(state, new - before)) return HOST_REFUSED_HEAP;
    if (block == NULL && tag == LUA_TSTRING)
        return new > HOST_STRING_BYTES ? HOST_REFUSED_STRING : HOST_REFUSED_NOTHING;
    if (new > HOST_STACK_BYTES && is_larger_stack(state, block, new)) return HOST_REFUSED_STACK;
    return HOST_REFUSED_NOTHING;
}

/* Less between two looks where a single instruction may do much. */
static void set_stride(host_state *state) {
    int careful = state->stack.size > HOST_DEEP_BYTES || state->has_long_strings;
    state->stride = careful ? HOST_DEEP_STRIDE : HOST_STRIDE;
    if (state->running && state->verdict == HOST_OK) host_hurry(state);
}

static void move_stack(host_state *state, void *block, size_t size) {
    state->stack.block = block;
    state->stack.size = size;
    set_stride(state);
}

static void note_block(host_state *state, const void *block, void *moved, size_t new) {
    if (block != NULL) {
        if (block == state->stack.block) move_stack(state, moved, new);
        return;
    }
    if (state->newest.block != NULL && state->stack.block == NULL) move_stack(state, moved, new);
    state->newest.block = moved;
    state->newest.size = new;
}

/* Large blocks are filled or copied by one instruction: they are paid for by the byte, and soon. */
static void note_growth(host_state *state, size_t growth) {
    if (growth < HOST_BLOCK_BYTES || !state->running || state->verdict != HOST_OK) return;
    state->blocks += growth;
    if (state->blocks >= HOST_BLOCKS_BYTES && !state->hurried) host_hurry(state);
}

static void *release(host_state *state, void *block, size_t size) {
    if (block != NULL && block == state->stack.block)
        move_stack(state, state->newest.block, state->newest.size);
    free(block);
    state->used -= size;
    return NULL;
}

static void note_string(host_state *state, size_t size) {
    if (size < HOST_LONG_BYTES || state->has_long_strings) return;
    state->has_long_strings = 1;
    set_stride(state);
}

/*
 * Lua collects the whole heap and asks again. That is paid for, as a function of C may cause it
 * again and again; without fuel there is no more memory, which ends the call.
 */
static void note_refusal(host_state *state, host_refusal refusal) {
    state->refused = refusal;
    if (refusal != HOST_REFUSED_HEAP || !state->running || state->verdict != HOST_OK) return;
    state->fuel -= (int64_t)(state->used / HOST_COLLECTED_BYTES);
    if (state->fuel < 0) state->cap = 0;
}

/* Refuses growth beyond the bounds; never refuses to shrink. */
void *host_allocate(void *context, void *block, size_t old, size_t new) {
    host_state *state = context;
    size_t before = block != NULL ? old : 0; /* without a block `old` is a type, not a size */
    if (new == 0) return release(state, block, before);
    host_refusal refusal = HOST_REFUSED_NOTHING;
    if (new > before) refusal = refusal_of(state, block, before, old, new);
    void *moved = refusal == HOST_REFUSED_NOTHING ? realloc(block, new) : NULL;
    if (moved == NULL && new <= before) return block;
    if (moved == NULL) {
        note_refusal(state, refusal != HOST_REFUSED_NOTHING ? refusal : HOST_REFUSED_HEAP);
        return NULL;
    }
    note_block(state, block, moved, new);
    if (block == NULL && old == LUA_TSTRING) note_string(state, new);
    state->used += new - before;
    if (new > before) note_growth(state, new - before);
    return moved;
}
