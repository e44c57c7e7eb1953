/*
 * A libFuzzer target: any bytes are given to a script as its arguments, which it returns. What is
 * a tape must come back as one that comes back unchanged; what is none must be refused.
 */

#include "host.h"

#include <stdlib.h>
#include <string.h>

static const host_budget budget = {.fuel = 1000000, .nanoseconds = 2000000000};

static host_state *open_state(void) {
    static const char text[] = "return function(...) return ... end";
    static const uint8_t names[] = {
        HOST_TAG_LIST, 2, 0, 0, 0,
        HOST_TAG_STRING, 1, 0, 0, 0, 'a',
        HOST_TAG_STRING, 1, 0, 0, 0, 'b',
    };
    host_bytes answer;
    host_state *state = host_open(8 << 20);
    const host_source source = {
        .chunk = "echo.lua", .text = (const uint8_t *)text, .length = sizeof text - 1,
        .subject = "echo", .functions = 1, .budget = budget,
    };
    if (state == NULL || host_load(state, &source, &answer) != HOST_OK) abort();
    if (host_shape(state, names, sizeof names) == 0) abort();
    return state;
}

static host_status echo(host_state *state, const uint8_t *bytes, size_t length,
                        host_bytes *answer) {
    const host_request request = {
        .function = 1, .name = "echo", .arguments = bytes, .length = length, .budget = budget,
    };
    return host_call(state, &request, answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static host_state *state;
    host_bytes answer;
    if (state == NULL) state = open_state();
    host_status status = echo(state, bytes, length, &answer);
    if (status == HOST_OK) {
        size_t first = answer.length;
        uint8_t *copy = malloc(first);
        if (copy == NULL) abort();
        memcpy(copy, answer.bytes, first);
        status = echo(state, copy, first, &answer);
        if (status == HOST_OK && answer.length != first) abort();
        if (status != HOST_OK && status < HOST_FUEL) abort();
        free(copy);
    }
    if (status >= HOST_FUEL) {
        host_close(state);
        state = NULL;
    }
    return 0;
}
