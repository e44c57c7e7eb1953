/* Matches a pattern at one place of the subject, without recursion. */

#include "pattern.h"

#include <string.h>

enum {
    STEPS_PER_INSTRUCTION = 4,
    STEPS_AT_ONCE = 1024, /* paid for together */
    BYTES_PER_STEP = 16,  /* of a comparison */
};

/* What to try, or to undo, when what follows does not match. */
typedef enum { SKIP, SHORTER, LONGER, UNDO_OPEN, UNDO_CLOSE } choice;

typedef struct {
    choice choice;
    int capture;             /* UNDO_CLOSE */
    const char *at, *least;  /* where the rest was tried; SHORTER: not before `least` */
    const char *item, *end;  /* the repeated item */
} alternative;

typedef struct {
    host_search *search;
    const char *at, *pattern; /* what is still to be matched */
    int pending;
    alternative alternatives[HOST_ALTERNATIVES];
} machine;

void host_search_begin(host_search *search, lua_State *L, const char *subject, size_t length,
                       const char *pattern_end) {
    search->L = L;
    search->subject = subject;
    search->end = subject + length;
    search->pattern_end = pattern_end;
    search->credit = STEPS_AT_ONCE;
    search->level = 0;
}

void host_search_step(host_search *search, int64_t steps) {
    search->credit -= steps;
    if (search->credit > 0) return;
    int64_t used = STEPS_AT_ONCE - search->credit;
    search->credit = STEPS_AT_ONCE;
    host_spend(search->L, used / STEPS_PER_INSTRUCTION);
}

void host_search_pay(host_search *search) {
    host_charge(search->L, (STEPS_AT_ONCE - search->credit) / STEPS_PER_INSTRUCTION);
    search->credit = STEPS_AT_ONCE;
}

static alternative *add(machine *m, choice choice) {
    if (m->pending == HOST_ALTERNATIVES) luaL_error(m->search->L, "pattern too complex");
    alternative *added = &m->alternatives[m->pending++];
    added->choice = choice;
    return added;
}

static int open_capture(machine *m) {
    host_search *search = m->search;
    int position = m->pattern + 1 < search->pattern_end && m->pattern[1] == ')';
    if (search->level >= HOST_CAPTURES) luaL_error(search->L, "too many captures");
    search->captures[search->level].start = m->at;
    search->captures[search->level].length = position ? HOST_POSITION : HOST_OPEN;
    search->level += 1;
    add(m, UNDO_OPEN);
    m->pattern += position ? 2 : 1;
    return 1;
}

static int close_capture(machine *m) {
    host_search *search = m->search;
    int index = search->level - 1;
    while (index >= 0 && search->captures[index].length != HOST_OPEN) index--;
    if (index < 0) luaL_error(search->L, "invalid pattern capture");
    search->captures[index].length = m->at - search->captures[index].start;
    add(m, UNDO_CLOSE)->capture = index;
    m->pattern += 1;
    return 1;
}

/* `%bxy`: from an x to the y that balances it. */
static int match_balanced(machine *m) {
    host_search *search = m->search;
    const char *pair = m->pattern + 2, *at = m->at;
    if (search->pattern_end - pair < 2)
        luaL_error(search->L, "malformed pattern (missing arguments to '%%b')");
    if (at >= search->end || *at != pair[0]) return 0;
    for (int64_t depth = 1; ++at < search->end;) {
        host_search_step(search, 1);
        if (*at == pair[1]) depth--;
        else if (*at == pair[0]) depth++;
        if (depth > 0) continue;
        m->at = at + 1;
        m->pattern += 4;
        return 1;
    }
    return 0;
}

/* `%f[set]`: between a byte outside of the set and one in it; the ends count as zero bytes. */
static int match_frontier(machine *m) {
    host_search *search = m->search;
    const char *set = m->pattern + 2;
    if (set >= search->pattern_end || *set != '[')
        luaL_error(search->L, "missing '[' after '%%f' in pattern");
    const char *end = host_item_end(search, set);
    char before = m->at == search->subject ? 0 : m->at[-1];
    char after = m->at < search->end ? *m->at : 0;
    m->pattern = end;
    return !host_set_matches(search, set, end, (unsigned char)before)
        && host_set_matches(search, set, end, (unsigned char)after);
}

/* `%1`: what the capture holds, once more. */
static int match_again(machine *m) {
    host_search *search = m->search;
    int index = m->pattern[1] - '1';
    if (index < 0 || index >= search->level || search->captures[index].length == HOST_OPEN)
        luaL_error(search->L, "invalid capture index %%%d", index + 1);
    ptrdiff_t length = search->captures[index].length;
    if (length == HOST_POSITION || search->end - m->at < length) return 0;
    host_search_step(search, length / BYTES_PER_STEP);
    if (memcmp(search->captures[index].start, m->at, (size_t)length) != 0) return 0;
    m->at += length;
    m->pattern += 2;
    return 1;
}

static void repeat_most(machine *m, const char *end, const char *least) {
    const char *item = m->pattern, *at = least;
    alternative *shorter = add(m, SHORTER);
    while (host_item_matches(m->search, item, end, at)) {
        host_search_step(m->search, 1);
        at++;
    }
    shorter->least = least;
    shorter->at = m->at = at;
    shorter->end = end;
}

static void repeat_least(machine *m, const char *end) {
    alternative *longer = add(m, LONGER);
    longer->at = m->at;
    longer->item = m->pattern;
    longer->end = end;
}

static void match_or_skip(machine *m, const char *end) {
    alternative *skip = add(m, SKIP);
    skip->at = m->at;
    skip->end = end;
    m->at += 1;
}

/* One item with the sign behind it. */
static int match_item(machine *m) {
    host_search *search = m->search;
    const char *end = host_item_end(search, m->pattern);
    char sign = end < search->pattern_end ? *end : 0;
    if (!host_item_matches(search, m->pattern, end, m->at)) {
        m->pattern = end + 1;
        return sign == '*' || sign == '?' || sign == '-';
    }
    switch (sign) {
    case '?': match_or_skip(m, end); break;
    case '*': repeat_most(m, end, m->at); break;
    case '+': repeat_most(m, end, m->at + 1); break;
    case '-': repeat_least(m, end); break;
    default:
        m->at += 1;
        m->pattern = end;
        return 1;
    }
    m->pattern = end + 1;
    return 1;
}

/* Matches what the pattern begins with; zero when it does not match. */
static int advance(machine *m) {
    const char *pattern = m->pattern;
    int last = pattern + 1 == m->search->pattern_end;
    host_search_step(m->search, 1);
    switch (*pattern) {
    case '(': return open_capture(m);
    case ')': return close_capture(m);
    case '$':
        if (!last) break;
        m->pattern += 1;
        return m->at == m->search->end;
    case '%':
        if (last) break;
        if (pattern[1] == 'b') return match_balanced(m);
        if (pattern[1] == 'f') return match_frontier(m);
        if (pattern[1] >= '0' && pattern[1] <= '9') return match_again(m);
    }
    return match_item(m);
}

/* Takes another way at `pending`, or undoes what was done there; zero when it has none left. */
static int try_other(machine *m, alternative *pending) {
    host_search *search = m->search;
    switch (pending->choice) {
    case SHORTER:
        if (pending->at == pending->least) return 0;
        pending->at -= 1;
        break;
    case LONGER:
        if (!host_item_matches(search, pending->item, pending->end, pending->at)) return 0;
        pending->at += 1;
        break;
    case SKIP:
        m->pending -= 1;
        break;
    case UNDO_OPEN:
        search->level -= 1;
        return 0;
    case UNDO_CLOSE:
        search->captures[pending->capture].length = HOST_OPEN;
        return 0;
    }
    m->at = pending->at;
    m->pattern = pending->end + 1;
    return 1;
}

static int retreat(machine *m) {
    while (m->pending > 0) {
        host_search_step(m->search, 1);
        if (try_other(m, &m->alternatives[m->pending - 1])) return 1;
        m->pending -= 1;
    }
    return 0;
}

/* The end of the match that begins at `at`, or null. The captures stay in `search`. */
__attribute__((noinline)) const char *host_match(host_search *search, const char *at,
                                                 const char *pattern) {
    machine m; /* the alternatives are written before they are read */
    m.search = search;
    m.at = at;
    m.pattern = pattern;
    m.pending = 0;
    search->level = 0;
    while (m.pattern < search->pattern_end) {
        if (!advance(&m) && !retreat(&m)) return NULL;
    }
    return m.at;
}
