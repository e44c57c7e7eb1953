/* Which bytes one item of a pattern matches. Classes are those of the C locale. */

#include "pattern.h"

#include <string.h>

enum { SET_BYTES_PER_STEP = 8 };

static int is_in(unsigned char byte, unsigned char first, unsigned char last) {
    return first <= byte && byte <= last;
}

static int is_letter(unsigned char byte) {
    return is_in(byte | 0x20, 'a', 'z');
}

static int is_digit(unsigned char byte) {
    return is_in(byte, '0', '9');
}

static int is_graphic(unsigned char byte) {
    return is_in(byte, '!', '~');
}

/* Whether the class of a lower-case letter holds the byte; -1: the letter names none. */
static int class_holds(char letter, unsigned char byte) {
    switch (letter) {
    case 'a': return is_letter(byte);
    case 'c': return byte < ' ' || byte == 0x7F;
    case 'd': return is_digit(byte);
    case 'g': return is_graphic(byte);
    case 'l': return is_in(byte, 'a', 'z');
    case 'p': return is_graphic(byte) && !is_letter(byte) && !is_digit(byte);
    case 's': return byte == ' ' || is_in(byte, '\t', '\r');
    case 'u': return is_in(byte, 'A', 'Z');
    case 'w': return is_letter(byte) || is_digit(byte);
    case 'x': return is_digit(byte) || is_in(byte | 0x20, 'a', 'f');
    case 'z': return byte == 0;
    default: return -1;
    }
}

/* `%x`: a class, the complement of one in upper case, or the byte itself. */
static int escape_matches(char name, unsigned char byte) {
    int upper = is_in((unsigned char)name, 'A', 'Z');
    int holds = class_holds(upper ? (char)(name | 0x20) : name, byte);
    if (holds < 0) return (unsigned char)name == byte;
    return upper ? !holds : holds;
}

/* Whether a member of the set, between its brackets, matches; moves behind the member. */
static int member_matches(const char **member, const char *last, unsigned char byte) {
    const char *at = *member;
    if (*at == '%') {
        *member = at + 2;
        return escape_matches(at[1], byte);
    }
    if (at + 2 < last && at[1] == '-') {
        *member = at + 3;
        return is_in(byte, (unsigned char)at[0], (unsigned char)at[2]);
    }
    *member = at + 1;
    return (unsigned char)*at == byte;
}

int host_set_matches(host_search *search, const char *set, const char *end, unsigned char byte) {
    const char *last = end - 1; /* the closing bracket */
    int negated = set[1] == '^';
    const char *member = set + 1 + negated;
    host_search_step(search, (end - set) / SET_BYTES_PER_STEP);
    while (member < last) {
        if (member_matches(&member, last, byte)) return !negated;
    }
    return negated;
}

static const char *set_end(host_search *search, const char *set) {
    const char *end = search->pattern_end;
    const char *at = set + 1;
    if (at < end && *at == '^') at++;
    do { /* a bracket that comes first stands for itself */
        if (at >= end) luaL_error(search->L, "malformed pattern (missing ']')");
        at += *at == '%' && at + 1 < end ? 2 : 1;
    } while (at >= end || *at != ']');
    host_search_step(search, (at - set) / SET_BYTES_PER_STEP);
    return at + 1;
}

const char *host_item_end(host_search *search, const char *item) {
    if (*item == '[') return set_end(search, item);
    if (*item != '%') return item + 1;
    if (item + 1 == search->pattern_end)
        luaL_error(search->L, "malformed pattern (ends with '%%')");
    return item + 2;
}

int host_item_matches(host_search *search, const char *item, const char *end, const char *at) {
    if (at >= search->end) return 0;
    switch (*item) {
    case '.': return 1;
    case '%': return escape_matches(item[1], (unsigned char)*at);
    case '[': return host_set_matches(search, item, end, (unsigned char)*at);
    default: return *item == *at;
    }
}
