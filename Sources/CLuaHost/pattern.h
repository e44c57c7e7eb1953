#ifndef RUNTIME_PATTERN_H
#define RUNTIME_PATTERN_H

#include "internal.h"

/*
 * Lua's patterns, with a price: every step of a search is paid from the fuel of the call. Results
 * and error texts are those of Lua 5.4; `scripts/compare-matcher` compares. As there, a malformed
 * pattern raises only when the search gets to the place where it is malformed.
 */
#pragma GCC visibility push(hidden)

enum {
    HOST_CAPTURES = 32,
    HOST_ALTERNATIVES = 199, /* choices pending at once, beyond which a pattern is "too complex" */
};

/* Lengths of captures that are not a piece of the subject. */
enum { HOST_OPEN = -1, HOST_POSITION = -2 };

typedef struct {
    lua_State *L;
    const char *subject, *end;
    const char *pattern_end;
    int64_t credit; /* steps until fuel is paid again */
    int level;      /* captures begun */
    struct {
        const char *start;
        ptrdiff_t length;
    } captures[HOST_CAPTURES];
} host_search;

/* class.c: an item is what matches one byte: a literal, a dot, a class or a set */
const char *host_item_end(host_search *search, const char *item);
int host_item_matches(host_search *search, const char *item, const char *end, const char *at);
int host_set_matches(host_search *search, const char *set, const char *end, unsigned char byte);

/* match.c */
void host_search_begin(host_search *search, lua_State *L, const char *subject, size_t length,
                       const char *pattern_end);
void host_search_step(host_search *search, int64_t steps);
void host_search_pay(host_search *search); /* cannot raise */
const char *host_match(host_search *search, const char *at, const char *pattern);

/* capture.c */
int host_push_captures(host_search *search, const char *start, const char *end);
void host_push_capture(host_search *search, int index, const char *start, const char *end);

/* gsub.c */
int host_gsub(lua_State *L);

#pragma GCC visibility pop

#endif
