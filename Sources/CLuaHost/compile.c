/* The chunks of a script: the file and its modules, compiled from text. */

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A chunk's name as Lua shows it: of a long one the end. */
static void show(char shown[LUA_IDSIZE], const char *path) {
    size_t length = strlen(path);
    if (length < LUA_IDSIZE) snprintf(shown, LUA_IDSIZE, "%s", path);
    else snprintf(shown, LUA_IDSIZE, "...%s", path + length - (LUA_IDSIZE - 4));
}

/* The chunk with this name as Lua shows it; null when the script has none. */
host_chunk *host_chunk_of(host_state *state, const char *shown, size_t length) {
    for (int i = 0; i < state->chunk_count; i++) {
        const char *name = state->chunks[i].shown;
        if (strlen(name) == length && memcmp(name, shown, length) == 0) return &state->chunks[i];
    }
    return NULL;
}

void host_free_chunks(host_state *state) {
    for (int i = 0; i < state->chunk_count; i++) {
        free(state->chunks[i].path);
        host_tape_free(&state->chunks[i].lines);
    }
    state->chunk_count = 0;
}

/* The file itself comes first, even when it is refused, so that messages can name it. */
void host_begin_chunks(host_state *state, const char *path) {
    host_free_chunks(state);
    state->chunks[0] = (host_chunk){0};
    state->chunk_count = 1;
    show(state->chunks[0].shown, path);
}

/* The chunk of that path, which may be new. */
static host_chunk *remember(lua_State *L, const char *path) {
    host_state *state = host_of(L);
    char shown[LUA_IDSIZE];
    show(shown, path);
    host_chunk *known = host_chunk_of(state, shown, strlen(shown));
    if (known != NULL) return known;
    if (state->chunk_count == HOST_CHUNKS)
        luaL_error(L, "more than %d modules", HOST_CHUNKS - 1);
    host_chunk *chunk = &state->chunks[state->chunk_count++];
    *chunk = (host_chunk){0};
    memcpy(chunk->shown, shown, sizeof shown);
    return chunk;
}

/*
 * Lua 5.4.4 names the variable in an error by recursion along the chain of field accesses that led
 * to it and has no bound of its own; with so few accesses in a file the C stack suffices.
 */
static int has_too_many_accesses(const uint8_t *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += text[i] == '.' || text[i] == '[';
    return count > HOST_SOURCE_ACCESSES;
}

/* The end of a block moves each of its jumps once for every other one. */
static int has_too_many_jumps(const uint8_t *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i + 5 <= length; i++)
        count += memcmp(text + i, "break", 5) == 0 || memcmp(text + i, "goto", 4) == 0;
    return count > HOST_SOURCE_JUMPS;
}

/* Why a text is not compiled; null when it may be. */
const char *host_refuse_source(const uint8_t *text, size_t length) {
    if (length > HOST_SOURCE_BYTES) return "the file is larger than 256 KiB";
    if (has_too_many_accesses(text, length)) return "the file has more than 16384 field accesses";
    if (has_too_many_jumps(text, length)) return "the file has more than 4096 jumps";
    return NULL;
}

/*
 * Skips a byte order mark and a first line that begins with '#', as the stand-alone interpreter
 * does; the line's end stays, so that line numbers hold.
 */
static void skip_first_line(const char **text, size_t *length) {
    if (*length >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) *text += 3, *length -= 3;
    if (*length == 0 || **text != '#') return;
    while (*length > 0 && **text != '\n') *text += 1, *length -= 1;
}

/* A text that is compiled piece by piece. */
typedef struct {
    const char *rest;
    size_t length;
} text_pieces;

/*
 * A lua_Reader. The compiler's work can grow with the square of the text, and no hook comes
 * meanwhile, so that the budget is looked at before each piece.
 */
static const char *next_piece(lua_State *L, void *context, size_t *length) {
    text_pieces *pieces = context;
    const char *piece = pieces->rest;
    host_spend(L, 0);
    *length = pieces->length < HOST_PIECE_BYTES ? pieces->length : HOST_PIECE_BYTES;
    pieces->rest += *length;
    pieces->length -= *length;
    return piece;
}

/* Pushes the function of a chunk of the script. */
void host_compile(lua_State *L, const char *path, const uint8_t *source, size_t length) {
    host_chunk *chunk = remember(L, path);
    text_pieces pieces = {(const char *)source, length};
    skip_first_line(&pieces.rest, &pieces.length);
    lua_pushfstring(L, "@%s", path);
    if (lua_load(L, next_piece, &pieces, lua_tostring(L, -1), "t") != LUA_OK) lua_error(L);
    lua_remove(L, -2);
    if (host_of(L)->events == 0) return;
    if (chunk->path == NULL) chunk->path = strdup(path);
    host_find_lines(L, chunk);
}
