/*
 * Talks to a worker's loop in this process: a whole conversation, the same cut off at every length,
 * and the same with bytes changed at random.
 */

#include "internal.h"
#include "worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 20000 };

static const char source[] = "return function(x, host) print('p') return host:ask(x), x end";
static const uint8_t names[] = {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_STRING, 3, 0, 0, 0,
                                'a', 's', 'k'};
static const uint8_t arguments[] = {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_TRUE};
static const uint8_t reply[] = {HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_FALSE};
static const host_budget budget = {.fuel = 100000, .nanoseconds = 1000000000};

const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

static void put(host_tape *tape, const void *bytes, size_t length) {
    if (!host_tape_append(tape, bytes, length)) abort();
}

static void put_word(host_tape *tape, uint32_t word) {
    put(tape, &word, sizeof word);
}

static void put_text(host_tape *tape, const void *bytes, size_t length) {
    put_word(tape, (uint32_t)length);
    put(tape, bytes, length);
}

static size_t begin(host_tape *tape, uint32_t kind) {
    put_word(tape, kind);
    put_word(tape, 0);
    return tape->length;
}

static void end(host_tape *tape, size_t start) {
    const uint32_t length = (uint32_t)(tape->length - start);
    memcpy(tape->bytes + start - 4, &length, sizeof length);
}

static const uint8_t no_modules[] = {HOST_TAG_LIST, 0, 0, 0, 0};

static void converse(host_tape *tape) {
    size_t frame = begin(tape, HOST_FRAME_LOAD);
    put(tape, &budget, sizeof budget);
    put_word(tape, 1);
    put_text(tape, "a.lua", 6);
    put_text(tape, "policy", 7);
    put_text(tape, source, sizeof source - 1);
    put_text(tape, no_modules, sizeof no_modules);
    end(tape, frame);
    frame = begin(tape, HOST_FRAME_SHAPE);
    put(tape, names, sizeof names);
    end(tape, frame);
    frame = begin(tape, HOST_FRAME_CALL);
    put(tape, &budget, sizeof budget);
    put_word(tape, 1);
    put_word(tape, 1);
    put_text(tape, "f", 2);
    put_text(tape, arguments, sizeof arguments);
    put_text(tape, names, sizeof names);
    end(tape, frame);
    frame = begin(tape, HOST_FRAME_REPLY);
    put_word(tape, HOST_DOOR_RESULTS);
    put(tape, reply, sizeof reply);
    end(tape, frame);
}

/* Has the worker read `length` bytes and then the end; gives how it ended and what it said. */
static int serve(const uint8_t *bytes, size_t length, uint8_t *said, size_t *count) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
    if (write(ends[0], bytes, length) != (ssize_t)length) abort();
    shutdown(ends[0], SHUT_WR);
    int ending = host_serve(ends[1], 8 << 20);
    close(ends[1]);
    ssize_t got = 0, step;
    while ((step = read(ends[0], said + got, *count - (size_t)got)) > 0) got += step;
    close(ends[0]);
    *count = (size_t)got;
    return ending;
}

#define ANY 0xFF /* stands for each byte of a number that is not compared */
#define FUEL ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY

/* What a worker says to all of it: four answers and a question, the last the two results. */
static int is_expected(const uint8_t *said, size_t count) {
    static const uint8_t expected[] = {
        HOST_FRAME_ANSWER, 0, 0, 0, 16, 0, 0, 0, HOST_OK, 0, 0, 0, FUEL, 0, 0, 0, 0,
        HOST_FRAME_ANSWER, 0, 0, 0, 21, 0, 0, 0, HOST_OK, 0, 0, 0, FUEL, 0, 0, 0, 0,
        HOST_TAG_FUNCTION, 1, 0, 0, 0,
        HOST_FRAME_ANSWER, 0, 0, 0, 20, 0, 0, 0, HOST_OK, 0, 0, 0, FUEL, 0, 0, 0, 0, 1, 0, 0, 0,
        HOST_FRAME_DOOR, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0,
        HOST_TAG_LIST, 1, 0, 0, 0, HOST_TAG_TRUE,
        HOST_FRAME_ANSWER, 0, 0, 0, 25, 0, 0, 0, HOST_OK, 0, 0, 0, FUEL, 2, 0, 0, 0, 'p', '\n',
        HOST_TAG_LIST, 2, 0, 0, 0, HOST_TAG_FALSE, HOST_TAG_TRUE,
    };
    if (count != sizeof expected) return 0;
    for (size_t i = 0; i < count; i++)
        if (expected[i] != ANY && said[i] != expected[i]) return 0;
    return 1;
}

int main(void) {
    static uint8_t said[1 << 20];
    host_tape all = {0};
    converse(&all);
    int wrong = 0;
    for (size_t length = 0; length <= all.length; length++) {
        size_t count = sizeof said;
        wrong += serve(all.bytes, length, said, &count) != HOST_WORKER_DONE;
        wrong += is_expected(said, count) != (length == all.length);
    }
    srandom(1);
    for (int round = 0; round < ROUNDS; round++) {
        uint8_t *changed = malloc(all.length);
        memcpy(changed, all.bytes, all.length);
        for (int i = 0; i < 3; i++) changed[random() % (long)all.length] = (uint8_t)random();
        size_t count = sizeof said;
        wrong += serve(changed, all.length, said, &count) > HOST_WORKER_MALFORMED;
        free(changed);
    }
    host_tape_free(&all);
    printf("worker frames: %d wrong\n", wrong);
    return wrong != 0;
}
