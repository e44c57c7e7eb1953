/* Which lines of a script can run, and which did. */

#include "internal.h"

#include <string.h>

enum { CAN_RUN = 1, DID_RUN = 2 };

void host_cover(host_state *state) {
    state->events = LUA_MASKLINE;
}

const char *host_covered(const host_state *state, int chunk, host_bytes *lines) {
    if (chunk < 0 || chunk >= state->chunk_count) return NULL;
    const host_tape *marks = &state->chunks[chunk].lines;
    *lines = (host_bytes){marks->bytes, marks->length};
    return state->chunks[chunk].path;
}

static void mark(host_chunk *chunk, int64_t line) {
    static const uint8_t nothing[64];
    if (line < 1 || line > HOST_SOURCE_BYTES) return;
    while (chunk->lines.length < (size_t)line) {
        size_t more = (size_t)line - chunk->lines.length;
        if (more > sizeof nothing) more = sizeof nothing;
        if (!host_tape_append(&chunk->lines, nothing, more)) return;
    }
    chunk->lines.bytes[line - 1] |= CAN_RUN;
}

/* In the hook. */
void host_cover_line(lua_State *L, lua_Debug *event) {
    lua_getinfo(L, "Sl", event);
    host_chunk *chunk = host_chunk_of(host_of(L), event->short_src, strlen(event->short_src));
    if (chunk == NULL || event->currentline < 1) return;
    if ((size_t)event->currentline > chunk->lines.length) return;
    uint8_t *line = &chunk->lines.bytes[event->currentline - 1];
    if (*line & CAN_RUN) *line |= DID_RUN;
}

/*
 * The lines that can run are read from what lua_dump writes of a chunk, because Lua itself tells
 * those of a function only once the function exists. The format is that of Lua 5.4's ldump.c.
 */
typedef struct {
    const uint8_t *at, *end;
    int bad;
} dump;

static const uint8_t *skip(dump *from, uint64_t count) {
    const uint8_t *start = from->at;
    if (from->bad || count > (uint64_t)(from->end - from->at)) {
        from->bad = 1;
        return NULL;
    }
    from->at += count;
    return start;
}

static int take_byte(dump *from) {
    const uint8_t *byte = skip(from, 1);
    return byte != NULL ? *byte : -1;
}

/* Seven bits a byte, the highest first; the last byte has the eighth bit. */
static uint64_t take_size(dump *from) {
    uint64_t size = 0;
    for (;;) {
        int byte = take_byte(from);
        if (byte < 0) return 0;
        size = size << 7 | (byte & 0x7f);
        if (byte & 0x80) return size;
    }
}

static void skip_text(dump *from) {
    uint64_t size = take_size(from);
    if (size > 0) skip(from, size - 1);
}

enum { INTEGER = 0x03, SHORT_TEXT = 0x04, NUMBER = 0x13, LONG_TEXT = 0x14 };

static void skip_constants(dump *from) {
    for (uint64_t left = take_size(from); left > 0 && !from->bad; left--) {
        switch (take_byte(from)) {
        case INTEGER: skip(from, sizeof(lua_Integer)); break;
        case NUMBER: skip(from, sizeof(lua_Number)); break;
        case SHORT_TEXT:
        case LONG_TEXT: skip_text(from); break;
        default: break;
        }
    }
}

/*
 * The line of an instruction is that of the one before plus a signed byte, or, where that is -128,
 * the next absolute one. The last instruction is the return that Lua adds at `end`, and the first
 * of a function with `...` prepares its arguments: neither is of the author's making.
 */
static void mark_lines(dump *from, host_chunk *chunk, int64_t line, int varargs) {
    uint64_t count = take_size(from);
    const int8_t *steps = (const int8_t *)skip(from, count);
    uint64_t absolute = take_size(from);
    for (uint64_t i = 0; i < count && !from->bad; i++) {
        if (steps[i] != -128) {
            line += steps[i];
        } else if (absolute > 0) {
            absolute -= 1;
            take_size(from); /* the instruction's number */
            line = (int64_t)take_size(from);
        }
        if (i + 1 < count && (i > 0 || !varargs)) mark(chunk, line);
    }
}

static void skip_names(dump *from) {
    for (uint64_t left = take_size(from); left > 0 && !from->bad; left--) {
        skip_text(from);
        take_size(from);
        take_size(from);
    }
    for (uint64_t left = take_size(from); left > 0 && !from->bad; left--) skip_text(from);
}

static void read_function(dump *from, host_chunk *chunk) {
    enum { INSTRUCTION = 4, UPVALUE = 3 };
    skip_text(from); /* the source's name */
    int64_t line = (int64_t)take_size(from);
    take_size(from); /* the last line */
    take_byte(from); /* the number of parameters */
    int varargs = take_byte(from);
    take_byte(from); /* the size of the stack */
    skip(from, take_size(from) * INSTRUCTION);
    skip_constants(from);
    skip(from, take_size(from) * UPVALUE);
    for (uint64_t left = take_size(from); left > 0 && !from->bad; left--)
        read_function(from, chunk);
    mark_lines(from, chunk, line, varargs);
    skip_names(from);
}

static int write(lua_State *L, const void *bytes, size_t length, void *tape) {
    (void)L;
    return !host_tape_append(tape, bytes, length);
}

/* Marks the lines that can run in the function on top of the stack and in those within it. */
void host_find_lines(lua_State *L, host_chunk *chunk) {
    enum { HEADER = 15 + sizeof(lua_Integer) + sizeof(lua_Number), UPVALUES = 1 };
    host_tape tape = {0};
    if (lua_dump(L, write, &tape, 0) == 0) {
        dump from = {.at = tape.bytes, .end = tape.bytes + tape.length};
        skip(&from, HEADER + UPVALUES);
        read_function(&from, chunk);
    }
    host_tape_free(&tape);
}
