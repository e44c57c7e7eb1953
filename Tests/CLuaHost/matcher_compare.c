/*
 * Gives the same pattern functions, subjects and patterns to our matcher and to stock Lua's, and
 * counts the answers that differ: results, types and error texts.
 *
 *   matcher_compare [CASES [SEED]]
 */

#include "pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 4096, SHOWN = 20 };

typedef struct {
    size_t length;
    char bytes[TEXT];
} text;

/* One call: a function's name, its two texts, and what follows them. */
typedef struct {
    const char *function;
    text subject, pattern, replacement;
    int kind;              /* of replacement: an entry of `replacements`; -1: a text */
    int has_extra, extra;  /* init, or most */
    int plain;
} example;

static uint64_t seed = 1;

static uint32_t draw(uint32_t bound) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % bound;
}

static void add(text *to, const char *string) {
    size_t length = strlen(string);
    if (length > TEXT - to->length) length = TEXT - to->length;
    memcpy(to->bytes + to->length, string, length);
    to->length += length;
}

static void add_byte(text *to, char byte) {
    if (to->length < TEXT) to->bytes[to->length++] = byte;
}

static const char *const items[] = {
    ".", "a", "b", "ab", "%a", "%d", "%l", "%s", "%u", "%w", "%x", "%p", "%c", "%g", "%z", "%A",
    "%D", "%S", "%W", "%.", "%%", "%]", "[ab]", "[^a]", "[a-c]", "[%a_]", "[]]", "[^]]", "[a-]",
    "[-a]", "[%]]", "[%a-z]", "[a-%z]", "(", ")", "()", "(a)", "(a*)", "(.-)", "%1", "%2", "%b()",
    "%bab", "%baa", "%f[%w]", "%f[^a]", "%f[%z]", "$", "^", " ", "1", "x",
};
static const char *const broken[] = {
    "[", "[a", "[^", "[^]", "[%", "[]", "%", "%b", "%ba", "%f", "%fa", "%0", "%3", "%9", "(", ")",
    "[a-", "()(", "%f[", "[[", "]", "-", "*", "?", "+",
};
static const char *const signs[] = {"", "", "", "", "*", "+", "-", "?"};
static const char *const replacements[] = {
    "return {a = 'A', b = false, ab = 12, [1] = 'one', [''] = '<>', ['1'] = {}, c = 1.5}",
    "return setmetatable({}, {__index = function(_, key) return key .. '!' end})",
    "return function(...) return select('#', ...) .. '<' .. tostring((...)) .. '>' end",
    "return function(x) if x == 'a' then return nil elseif x == 'b' then return {} end end",
    "return function(x) if x == 'b' then error('callback ' .. x) end return false end",
    "return 42", "return true", "return nil", "return tostring",
};

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

static void draw_subject(text *subject) {
    static const char alphabet[] = "aaaabbbcx()[]1%. -_AB\n";
    for (uint32_t count = draw(24); count > 0; count--) {
        if (draw(40) == 0) add_byte(subject, draw(2) ? 0 : (char)draw(256));
        else add_byte(subject, alphabet[draw(sizeof alphabet - 1)]);
    }
}

static void draw_pattern(text *pattern) {
    if (draw(6) == 0) add(pattern, "^");
    for (uint32_t count = draw(7); count > 0; count--) {
        if (draw(25) == 0) add(pattern, broken[draw(COUNT(broken))]);
        else if (draw(60) == 0) add_byte(pattern, (char)draw(256));
        else add(pattern, items[draw(COUNT(items))]);
        add(pattern, signs[draw(COUNT(signs))]);
    }
    if (draw(6) == 0) add(pattern, "$");
}

static void draw_replacement(text *replacement) {
    static const char *const parts[] = {"%0", "%1", "%2", "%%", "%", "%x", "%9", "a", "<", ">"};
    for (uint32_t count = draw(4); count > 0; count--)
        add(replacement, parts[draw(draw(3) ? 4 : COUNT(parts))]);
}

static void draw_example(example *e) {
    static const char *const functions[] = {"find", "match", "gmatch", "gsub"};
    memset(e, 0, offsetof(example, subject));
    e->subject.length = e->pattern.length = e->replacement.length = 0;
    e->function = functions[draw(4)];
    draw_subject(&e->subject);
    draw_pattern(&e->pattern);
    draw_replacement(&e->replacement);
    e->kind = draw(2) ? -1 : (int)draw(COUNT(replacements));
    e->has_extra = draw(4) == 0;
    e->extra = (int)draw(60) - 30;
    e->plain = draw(12) == 0;
}

/* Collects an iterator's matches in a list, until it raises. */
static const char collect[] =
    "local gmatch, s, p, i = ... local all = {} local ok, f = pcall(gmatch, s, p, i)"
    " if not ok then return f end"
    " local function add(first, ...) if first == nil then return false end"
    "   all[#all + 1] = table.concat({first, ...}, '|') return true end"
    " repeat local ok, more = pcall(function() return add(f()) end)"
    "   if not ok then all[#all + 1] = more end until not ok or not more or #all > 99"
    " return table.concat(all, ';')";

static int push_call(lua_State *L, const example *e) {
    int iterates = strcmp(e->function, "gmatch") == 0;
    int substitutes = strcmp(e->function, "gsub") == 0;
    if (iterates && luaL_loadstring(L, collect) != LUA_OK) abort();
    lua_getglobal(L, "string");
    lua_getfield(L, -1, e->function);
    lua_remove(L, -2);
    int base = lua_gettop(L) - iterates;
    lua_pushlstring(L, e->subject.bytes, e->subject.length);
    lua_pushlstring(L, e->pattern.bytes, e->pattern.length);
    if (substitutes && e->kind < 0) {
        lua_pushlstring(L, e->replacement.bytes, e->replacement.length);
    } else if (substitutes) {
        if (luaL_loadstring(L, replacements[e->kind]) != LUA_OK) abort();
        lua_call(L, 0, 1);
    }
    if (e->has_extra) lua_pushinteger(L, e->extra);
    else if (e->plain) lua_pushnil(L);
    if (e->plain && strcmp(e->function, "find") == 0) lua_pushboolean(L, 1);
    return lua_gettop(L) - base;
}

/* Everything the call gave, as one string on the stack. */
static int answer(lua_State *L) {
    const example *e = lua_touserdata(L, 1);
    lua_settop(L, 0);
    int status = lua_pcall(L, push_call(L, e), LUA_MULTRET, 0);
    int count = lua_gettop(L);
    luaL_Buffer all;
    luaL_buffinit(L, &all);
    luaL_addstring(&all, status == LUA_OK ? "ok" : "error");
    for (int i = 1; i <= count; i++) {
        luaL_addstring(&all, " ");
        luaL_addstring(&all, luaL_typename(L, i));
        luaL_addstring(&all, ":");
        lua_pushvalue(L, i);
        if (lua_isboolean(L, i) || lua_isnil(L, i)) lua_pop(L, 1), lua_pushliteral(L, "-");
        luaL_addvalue(&all);
    }
    luaL_pushresult(&all);
    return 1;
}

static const char *ask(lua_State *L, const example *e, size_t *length) {
    lua_settop(L, 0);
    lua_pushcfunction(L, answer);
    lua_pushlightuserdata(L, (void *)e);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) lua_pushfstring(L, "harness: %s", lua_tostring(L, -1));
    return lua_tolstring(L, -1, length);
}

static void show(const char *name, const char *bytes, size_t length) {
    printf("  %-8s ", name);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= ' ' && byte < 0x7F) putchar(byte);
        else printf("\\x%02X", byte);
    }
    putchar('\n');
}

static int compare(host_state *ours, lua_State *stock, const example *e) {
    const host_budget budget = {.fuel = INT64_MAX / 2, .nanoseconds = INT64_MAX / 2};
    size_t expected_length, length;
    const char *expected = ask(stock, e, &expected_length);
    host_budget_begin(ours, &budget);
    const char *got = ask(ours->L, e, &length);
    if (length == expected_length && memcmp(got, expected, length) == 0) return 0;
    static int shown;
    if (shown++ >= SHOWN) return 1;
    printf("%s differs (kind %d, extra %d)\n", e->function, e->kind, e->has_extra ? e->extra : 0);
    show("subject", e->subject.bytes, e->subject.length);
    show("pattern", e->pattern.bytes, e->pattern.length);
    show("text", e->replacement.bytes, e->replacement.length);
    show("stock", expected, expected_length);
    show("ours", got, length);
    return 1;
}

static void repeat(text *to, const char *string, int count) {
    while (count-- > 0) add(to, string);
}

/* Where the two would most likely part: the bounds of captures and depth, ends, zero bytes. */
static const struct {
    const char *subject, *pattern;
    int subject_count, pattern_count; /* repetitions of each; 0: 1 */
} tricky[] = {
    {"a", "a?", 300, 199}, {"a", "a?", 300, 200}, {"a", "a?", 300, 201}, {"b", "a?", 300, 400},
    {"a", "a*", 30, 199},  {"a", "a*", 30, 200},  {"a", "a-", 9, 199},   {"a", "a-", 9, 201},
    {"a", "(a)", 40, 16},  {"a", "(a)", 40, 32},  {"a", "(a)", 40, 33},  {"a", "()", 4, 32},
    {"a", "()", 4, 33},    {"", "", 0, 0},        {"abc", "", 0, 0},     {"", "^", 0, 0},
    {"", "$", 0, 0},       {"a$b", "$b", 0, 0},   {"a^b", "a^", 0, 0},   {"^a", "^^a", 0, 0},
    {"hello world", "o()", 0, 0},                 {"THE (quick) fox", "%((%a+)%)", 0, 0},
    {"THE (quick) fox", "%f[%a]%a+%f[%A]", 0, 0}, {"((a)(b))", "%b()", 0, 0},
    {"aXb", "%f[%u]", 0, 0}, {"[[x]]", "%b[]", 0, 0}, {"a,b,,c", "([^,]*)", 0, 0},
    {"key = value", "^(%w+)%s*=%s*(%w+)$", 0, 0}, {"abab", "(ab)%1", 0, 0},
    {"aa", "(a)(%1)", 0, 0}, {"a", "(()a)", 0, 0}, {"a", "()%1", 0, 0}, {"a", "(a%1)", 0, 0},
    {"abc", "[a", 0, 0}, {"abc", "[]", 0, 0}, {"abc", "[^]", 0, 0}, {"abc", "[a-]", 0, 0},
    {"abc", "%", 0, 0}, {"abc", "a%", 0, 0}, {"abc", "x%", 0, 0}, {"abc", "%b", 0, 0},
    {"abc", "%bx", 0, 0}, {"abc", "%f", 0, 0}, {"abc", "(", 0, 0}, {"abc", "a(", 0, 0},
    {"abc", ")", 0, 0}, {"abc", "a)", 0, 0}, {"abc", "(a))", 0, 0}, {"abc", "%1", 0, 0},
    {"abc", "(a)%2", 0, 0}, {"abc", "%0", 0, 0}, {"x^y", "[x^]", 0, 0}, {"a-z", "[a%-z]+", 0, 0},
    {"a-z", "[a-z-]+", 0, 0}, {"]", "[]]", 0, 0}, {"]^", "[]^]+", 0, 0}, {"ab", "[b-a]", 0, 0},
    {"  trim  ", "^%s*(.-)%s*$", 0, 0}, {"x", ".-.-.-$", 0, 0}, {"aaab", ".-b", 0, 0},
    {"aab", "a*ab", 0, 0}, {"aab", "a-b", 0, 0}, {"\xff\xfe", "[\x80-\xff]+", 0, 0},
    {"a.b", ".", 0, 0}, {"a.b", "%.", 0, 0}, {"a+b", "+", 0, 0}, {"*", "*", 0, 0},
    {"a", "**", 0, 0},
};

static int compare_tricky(host_state *ours, lua_State *stock, long *cases) {
    static const char *const functions[] = {"find", "match", "gmatch", "gsub"};
    static const char *const texts[] = {"%0", "<%1>", "%2", "%%", "%", "x"};
    static example e;
    int differences = 0;
    for (uint32_t i = 0; i < COUNT(tricky) * 4 * COUNT(texts); i++) {
        uint32_t which = i / 4 / COUNT(texts);
        memset(&e, 0, offsetof(example, subject));
        e.subject.length = e.pattern.length = e.replacement.length = 0;
        e.function = functions[i % 4];
        repeat(&e.subject, tricky[which].subject, tricky[which].subject_count + 1);
        int pattern_count = tricky[which].pattern_count;
        repeat(&e.pattern, tricky[which].pattern, pattern_count > 0 ? pattern_count : 1);
        add(&e.replacement, texts[i / 4 % COUNT(texts)]);
        e.kind = -1;
        differences += compare(ours, stock, &e);
        *cases += 1;
    }
    return differences;
}

int main(int count, char **arguments) {
    static example e;
    long wanted = count > 1 ? atol(arguments[1]) : 20000, cases = 0;
    seed = count > 2 ? strtoull(arguments[2], NULL, 10) * 2654435769u + 1 : 2463534242u;
    host_state *ours = host_open(64 << 20);
    lua_State *stock = luaL_newstate();
    if (ours == NULL || stock == NULL) return 2;
    luaL_openlibs(stock);
    int differences = compare_tricky(ours, stock, &cases);
    for (long i = 0; i < wanted; i++, cases++) {
        draw_example(&e);
        differences += compare(ours, stock, &e);
    }
    printf("%ld cases, %d differences\n", cases, differences);
    lua_close(stock);
    host_close(ours);
    return differences != 0;
}
