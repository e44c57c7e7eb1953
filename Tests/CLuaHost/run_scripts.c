/*
 * Runs scripts in the C host and says how each ended, counting lines where there is more than the
 * standard memory; first sends tapes through a script and back.
 *
 *   run_scripts MEBIBYTES FILE...
 *
 * Each line is `VERDICT MILLISECONDS FILE: text`. A file is loaded, and every function in the value
 * it returns is called with an empty table.
 */

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SOURCE = 256 * 1024 + 1 };

static const char *const verdicts[] = {"ok", "invalid", "raised", "denied", "limit-fuel",
                                       "limit-time", "limit-memory"};
static const host_budget budget = {.fuel = 1000000, .nanoseconds = 2000000000};

static long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static host_status load(host_state *state, const char *path, const uint8_t *text, size_t length,
                        host_bytes *answer) {
    const host_source source = {
        .chunk = path, .text = text, .length = length, .subject = "policy", .functions = 1,
        .budget = budget,
    };
    return host_load(state, &source, answer);
}

static host_status call(host_state *state, int32_t function, const uint8_t *arguments,
                        size_t length, host_bytes *answer) {
    const host_request request = {
        .function = function, .name = "probe", .arguments = arguments, .length = length,
        .budget = budget,
    };
    return host_call(state, &request, answer);
}

/* Calls functions 1, 2, ... until there is none. */
static host_status call_all(host_state *state, host_bytes *answer) {
    static const uint8_t arguments[] = {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_MAP, 0, 0, 0, 0};
    host_status status = HOST_OK;
    for (int32_t function = 1; status == HOST_OK; function++) {
        status = call(state, function, arguments, sizeof arguments, answer);
        if (status != HOST_RAISED || answer->length < 18) continue;
        char none[64];
        int length = snprintf(none, sizeof none, "no function has number %d", function);
        const uint8_t *tail = answer->bytes + answer->length - length;
        if (answer->length >= (size_t)length && memcmp(tail, none, (size_t)length) == 0)
            return HOST_OK;
    }
    return status;
}

static int run_file(size_t memory, const char *path) {
    static uint8_t source[SOURCE];
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 1;
    size_t length = fread(source, 1, sizeof source, file);
    fclose(file);
    host_state *state = host_open(memory);
    if (state == NULL) return 1;
    if (memory > 8 << 20) host_cover(state);
    long start = milliseconds();
    host_bytes answer = {0};
    host_status status = load(state, path, source, length, &answer);
    if (status == HOST_OK) status = call_all(state, &answer);
    printf("%s %ld %s: %.*s\n", verdicts[status], milliseconds() - start, path,
           status == HOST_OK ? 0 : (int)answer.length, (const char *)answer.bytes);
    fflush(stdout);
    host_close(state);
    return 0;
}

static const uint8_t tapes[][40] = {
    {HOST_TAG_LIST, 0},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_NIL},
    {HOST_TAG_LIST, 2, 0, 0, 0, HOST_TAG_TRUE, HOST_TAG_FALSE},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_INT, 1, 2, 3, 4, 5, 6, 7, 8},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_NUMBER, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_STRING, 3, 0, 0, 0, 'a', 0, 'b'},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_LIST, 0, 0, 0, 0},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_MAP, 1, 0, 0, 0, 1, 0, 0, 0, 'k', HOST_TAG_TRUE},
    {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_SECRET, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'S'},
};
static const size_t lengths[] = {5, 6, 7, 14, 14, 13, 15, 16, 19};

/* Sends every tape, whole and cut off at every length, through a function that returns it. */
static int round_trips(void) {
    static const char source[] = "return function(...) return ... end";
    host_bytes answer;
    host_state *state = host_open(8 << 20);
    if (state == NULL) return 1;
    int wrong = load(state, "trip.lua", (const uint8_t *)source, sizeof source - 1, &answer) != 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (size_t length = 0; length <= lengths[i]; length++) {
            uint8_t *tape = malloc(length + 1); /* so that a sanitizer sees its end */
            memcpy(tape, tapes[i], length);
            host_status status = call(state, 1, tape, length, &answer);
            int whole = length == lengths[i];
            wrong += status != (whole ? HOST_OK : HOST_RAISED);
            wrong += whole && (answer.length != length || memcmp(answer.bytes, tape, length) != 0);
            free(tape);
        }
    }
    host_close(state);
    printf("round trips: %d wrong\n", wrong);
    return wrong;
}

/* Loads with a module and counts its lines, the tape whole and cut off at every length. */
static int modules(void) {
    static const uint8_t tape[] = {
        HOST_TAG_LIST, 2, 0, 0, 0, HOST_TAG_STRING, 1, 0, 0, 0, 'm', HOST_TAG_STRING, 16, 0, 0, 0,
        'r', 'e', 't', 'u', 'r', 'n', ' ', '\n', '\n', '{', '}', ' ', ' ', ' ', ' ', ' ',
    };
    static const char text[] = "return require 'm'";
    int wrong = 0;
    for (size_t length = 0; length <= sizeof tape; length++) {
        uint8_t *copy = malloc(length + 1);
        memcpy(copy, tape, length);
        host_state *state = host_open(8 << 20);
        if (state == NULL) return 1;
        host_cover(state);
        const host_source source = {
            .chunk = "main.lua", .text = (const uint8_t *)text, .length = sizeof text - 1,
            .modules = copy, .modules_length = length, .subject = "policy", .budget = budget,
        };
        host_bytes answer, lines = {0};
        int whole = length == sizeof tape;
        wrong += host_load(state, &source, &answer) != (whole ? HOST_OK : HOST_INVALID);
        const char *path = host_covered(state, 1, &lines);
        if (whole) wrong += path == NULL || lines.length != 3 || lines.bytes[2] != 3;
        host_close(state);
        free(copy);
    }
    printf("modules: %d wrong\n", wrong);
    return wrong;
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    size_t memory = (size_t)atol(arguments[1]) << 20;
    int failures = round_trips() + modules();
    for (int i = 2; i < count; i++) failures += run_file(memory, arguments[i]);
    return failures != 0;
}
