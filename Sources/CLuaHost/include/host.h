#ifndef RUNTIME_HOST_H
#define RUNTIME_HOST_H

#include <stddef.h>
#include <stdint.h>

/*
 * One sandboxed Lua 5.4 state. Every use of the Lua API in this program is behind this header.
 *
 * No function declared here raises a Lua error or jumps: each runs what may raise under a protected
 * call and answers with a status. A state belongs to one thread at a time. Values cross as tapes:
 *
 *   value  = NIL | FALSE | TRUE | INT i64 | NUMBER f64 | STRING text | LIST u32 value*
 *          | MAP u32 (text value)* | RECORD u32 value* | SECRET i64 text | FUNCTION u32
 *   text   = u32 byte*
 *
 * with numbers in the machine's byte order. A RECORD is the number of a shape and the values of its
 * fields in order; the script gets a table that raises when a field is read that the shape has not.
 * RECORDs go into Lua only, FUNCTIONs out of it only.
 */

#pragma clang assume_nonnull begin

typedef struct host_state host_state;
typedef struct host_tape host_tape;

typedef enum {
    HOST_TAG_NIL,
    HOST_TAG_FALSE,
    HOST_TAG_TRUE,
    HOST_TAG_INT,
    HOST_TAG_NUMBER,
    HOST_TAG_STRING,
    HOST_TAG_LIST,
    HOST_TAG_MAP,
    HOST_TAG_RECORD,
    HOST_TAG_SECRET,
    HOST_TAG_FUNCTION,
} host_tag;

/* How a load or a call ended. After one of the last three the state refuses every further call. */
typedef enum {
    HOST_OK,
    HOST_INVALID, /* does not compile, or raised while it was loaded */
    HOST_RAISED,
    HOST_STOPPED, /* the door answered HOST_DOOR_STOP */
    HOST_FUEL,
    HOST_TIME,
    HOST_MEMORY,
} host_status;

/* What one load or call may use. */
typedef struct {
    int64_t fuel;        /* virtual machine instructions */
    int64_t nanoseconds; /* of the script's own time; waiting in the door is not counted */
} host_budget;

/* Bytes that belong to the state and stay valid until its next load or call. */
typedef struct {
    const uint8_t *_Nullable bytes;
    size_t length;
} host_bytes;

/* What the door answers. */
enum {
    HOST_DOOR_RESULTS, /* the reply is a LIST of results */
    HOST_DOOR_RAISE,   /* the reply is a text to raise; the script may catch it */
    HOST_DOOR_STOP,    /* the reply is a text; the call ends, whatever the script catches */
};

/*
 * The one way from Lua into the host. `call` gets the function's place in `names` and its arguments
 * as a LIST, and writes its reply with host_tape_append. C raises only after it has returned.
 */
typedef struct {
    int (*call)(void *context, int32_t function, const uint8_t *in, size_t length, host_tape *out);
    void *context;
    const uint8_t *_Nullable names; /* a LIST of STRINGs; null: for the host's own modules only */
    size_t names_length;
} host_door;

typedef struct {
    const char *chunk; /* shown in messages: a path */
    const uint8_t *text;
    size_t length;
    const uint8_t *_Nullable modules; /* a LIST of STRINGs: a name and a text for each module */
    size_t modules_length;
    const char *subject; /* what the chunk's value is called in messages, such as "policy" */
    int functions;       /* nonzero: functions in the value become FUNCTIONs; else refused */
    host_budget budget;
} host_source;

typedef struct {
    int32_t function;
    const char *name; /* of the function, for messages */
    const uint8_t *arguments; /* a LIST */
    size_t length;
    const host_door *_Nullable door; /* with names: a host object follows the arguments */
    host_budget budget;
} host_request;

/* Makes a state that may use `memory` bytes; null when even its libraries do not fit. */
host_state *_Nullable host_open(size_t memory);

void host_close(host_state *state);

/*
 * Compiles and runs a chunk; text only, at most 256 KiB.
 *
 * `require "lib.times"` runs the module of that name once, as the chunk `lib/times.lua`. Modules
 * whose name begins with `runtime.` are the host's own: they are no part of the script in messages,
 * and get as arguments door(verb, ...), which sends values through the door, and limited(fuel, f,
 * ...), which calls `f` with so many instructions at most.
 *
 * On HOST_OK the answer is the tape of the value it returned, else the error's text: one line of
 * UTF-8 without control characters, at most 2 KiB.
 */
host_status host_load(host_state *state, const host_source *source, host_bytes *answer);

/* Calls a function of the loaded value; on HOST_OK the answer is the LIST of its results. */
host_status host_call(host_state *state, const host_request *request, host_bytes *answer);

/* Makes a shape of the LIST of its fields' names; gives its number, or 0 when that fails. */
uint32_t host_shape(host_state *state, const uint8_t *names, size_t length);

/* Counts from here on which lines of the script run; before the load. */
void host_cover(host_state *state);

/*
 * The lines of the file (chunk 0) or of a module (1 and on, as they were required), a byte for
 * each, the first for line 1: 1 for a line that can run, 3 for one that did. Gives the chunk's
 * path, or null when there is no such chunk.
 */
const char *_Nullable host_covered(const host_state *state, int chunk, host_bytes *lines);

/* What the script printed in the last load or call, at most 64 KiB. */
host_bytes host_printed(const host_state *state);

/* Appends to a reply inside the door; zero when there is no memory. */
int host_tape_append(host_tape *tape, const uint8_t *bytes, size_t length);

#pragma clang assume_nonnull end

#endif
