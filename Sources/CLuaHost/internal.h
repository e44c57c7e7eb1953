#ifndef RUNTIME_HOST_INTERNAL_H
#define RUNTIME_HOST_INTERNAL_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

#include "host.h"

/*
 * Shared by the files of this target only. Unless a comment says otherwise, a function that takes
 * a lua_State may raise and must run below host_run.
 */
#pragma GCC visibility push(hidden)

enum {
    HOST_STRIDE = 128,                /* instructions between two looks at the budget */
    HOST_DEEP_STRIDE = 4,             /* the same, once the stack is deep or a string long */
    HOST_DEEP_BYTES = 32 * 1024,      /* of a stack that is deep */
    HOST_LONG_BYTES = 64 * 1024,      /* of a string that one instruction may read for long */
    HOST_STACK_BYTES = 256 * 1024,    /* of a stack, at most */
    HOST_STRING_BYTES = 2048 * 1024,  /* of one string, at most */
    HOST_BLOCK_BYTES = 1024,          /* blocks of this size and more are paid for by the byte */
    HOST_BLOCKS_BYTES = 32 * 1024,    /* of such blocks, after which the budget is looked at */
    HOST_RESERVE = 64 * 1024,         /* bytes on top of the cap while an error is reported */
    HOST_SOURCE_BYTES = 256 * 1024,
    HOST_PIECE_BYTES = 256,           /* of a source, compiled between two looks at the budget */
    HOST_SOURCE_ACCESSES = 16 * 1024, /* see compile.c, for the next one too */
    HOST_SOURCE_JUMPS = 4096,
    HOST_CHUNKS = 65,                 /* the file, and the modules it may have */
    HOST_TAPE_BYTES = 1024 * 1024,    /* that a script may send out at once */
    HOST_PRINT_BYTES = 64 * 1024,
    HOST_NODES = 10000,
    HOST_DEPTH = 32,
    HOST_CALL_FUEL = 1000,            /* price of a host call, in instructions */
    HOST_TEXT_BYTES = 2048,
    HOST_BYTES_PER_INSTRUCTION = 32,  /* what an instruction of fuel buys a library function */
    HOST_COLLECTED_BYTES = 256,       /* and of a heap that is collected because it is full */
};

struct host_tape {
    uint8_t *bytes;
    size_t length, capacity;
};

/* A line of text that never grows, in which control bytes and broken UTF-8 are escaped. */
typedef struct {
    size_t length;
    int full;
    char bytes[HOST_TEXT_BYTES];
} host_text;

/* A file of the script: its name as Lua shows it in messages. */
typedef struct {
    char shown[LUA_IDSIZE];
    char *path;       /* null unless lines are counted, like what follows */
    host_tape lines;  /* a byte for each; see host_covered */
} host_chunk;

/* Why an allocation was refused. */
typedef enum {
    HOST_REFUSED_NOTHING,
    HOST_REFUSED_HEAP,
    HOST_REFUSED_STRING,
    HOST_REFUSED_STACK,
} host_refusal;

struct host_state {
    lua_State *L;

    size_t used, cap, memory; /* bytes: in use, allowed now, allowed by the owner */
    host_refusal refused;     /* the last since the call began */
    struct {
        void *block;
        size_t size;
    } stack, newest;          /* Lua's stack, and the last block made; see memory.c */
    size_t blocks;            /* bytes of large blocks not yet paid for */
    int hurried;              /* the hook comes at the next instruction */
    int stride;               /* of the hook otherwise; see memory.c */
    int has_long_strings;     /* it had one once */
    int64_t fuel;
    uint64_t deadline; /* nanoseconds of the monotonic clock; 0: counting has not begun */
    host_budget budget;
    host_status verdict; /* HOST_OK, or why the script must end; the error's text never decides */

    int running, loading, reporting;
    const char *name;          /* of what is being called */
    const host_source *source; /* of what is being loaded */
    host_chunk chunks[HOST_CHUNKS];
    int chunk_count;           /* the first is the file itself, the others its modules */
    int events;                /* of the hook, beside the count: LUA_MASKLINE or none */
    host_text report;
    host_tape results, arguments, reply, printed;

    const host_door *door;
    uint64_t serial; /* of the call to which the door belongs; each call has its own */
};

/* memory.c */
void *host_allocate(void *context, void *block, size_t old, size_t new); /* a lua_Alloc */

/* state.c */
host_state *host_of(lua_State *L); /* cannot raise */
host_status host_run(host_state *state, lua_CFunction body, const void *request,
                     const host_budget *budget);

/* budget.c */
uint64_t host_now(void);
void host_budget_begin(host_state *state, const host_budget *budget); /* cannot raise */
void host_hurry(host_state *state); /* cannot raise */
int host_call_limited(lua_State *L);
void host_charge(lua_State *L, int64_t instructions); /* cannot raise; the next look will */
void host_spend(lua_State *L, int64_t instructions);
void host_spend_items(lua_State *L, int64_t items);
void host_spend_bytes(lua_State *L, size_t bytes);
_Noreturn void host_end(lua_State *L, host_status verdict);
_Noreturn void host_end_again(lua_State *L);
void host_verdict(host_state *state, host_status verdict); /* cannot raise */
int host_is_out_of_memory(const host_state *state, int code); /* cannot raise */

/* compile.c */
host_chunk *host_chunk_of(host_state *state, const char *shown, size_t length); /* cannot raise */
void host_begin_chunks(host_state *state, const char *path); /* cannot raise */
void host_free_chunks(host_state *state);                    /* cannot raise */
const char *host_refuse_source(const uint8_t *text, size_t length); /* cannot raise */
void host_compile(lua_State *L, const char *path, const uint8_t *text, size_t length);

/* coverage.c */
void host_find_lines(lua_State *L, host_chunk *chunk);
void host_cover_line(lua_State *L, lua_Debug *event); /* cannot raise */

/* sandbox.c, guard.c, module.c, runtime.c */
void host_open_libraries(lua_State *L);
extern const luaL_Reg host_guarded_base[], host_guarded_string[];
extern const luaL_Reg host_pattern_functions[], host_table_functions[], host_text_functions[];
void host_meter_libraries(lua_State *L);
#define HOST_OURS "runtime." /* what the names of our own modules begin with */
void host_make_strict(lua_State *L, const char *name);
int host_require(lua_State *L);
void host_push_runtime(lua_State *L);

/* time.c, log.c: members of `runtime` */
void host_push_time(lua_State *L);
int host_log(lua_State *L);

/* tostring.c */
const char *host_push_text(lua_State *L, int index, size_t *length);
void host_prepare_format(lua_State *L);

/* list.c */
lua_Integer host_plain_length(lua_State *L, int index);
void host_price_concat(lua_State *L);
void host_price_insert(lua_State *L);
void host_price_move(lua_State *L);
void host_price_remove(lua_State *L);
void host_price_unpack(lua_State *L);

/* sort.c, pairs.c; `less` compares the values at two stack indices */
typedef int (*host_less)(lua_State *L, int a, int b);
void host_sort(lua_State *L, int list, lua_Integer count, host_less less);
int host_sorted_pairs(lua_State *L);

/* tape.c: none of these raises */
int host_tape_reserve(host_tape *tape, size_t length); /* zero when there is no memory */
void host_tape_clear(host_tape *tape);
void host_tape_free(host_tape *tape);

/* encode.c: Lua values to tapes */
typedef struct {
    lua_State *L;
    host_tape *tape;
    const char *subject, *what; /* name the root in messages: "schedule", "result" */
    int place;                  /* of the root in a list; 0: not in one */
    int functions, mixed, nodes, depth;
    struct {
        int key; /* stack index of a map's key; 0 in a list */
        lua_Integer index;
    } path[HOST_DEPTH];
} host_encoder;

void host_encode(host_encoder *encoder, int index);
void host_encode_list(host_encoder *encoder, int first);
void host_put(lua_State *L, host_tape *tape, const void *bytes, size_t length);
void host_put_header(lua_State *L, host_tape *tape, host_tag tag, uint32_t count);

/* decode.c: tapes to Lua values */
int host_decode_list(lua_State *L, const uint8_t *bytes, size_t length);
const char *host_find_text(lua_State *L, const uint8_t *tape, size_t size, const char *name,
                           size_t *length);

/* record.c */
int host_push_shape(lua_State *L, uint32_t number);

/* secret.c */
typedef struct {
    int64_t version;
    size_t length;
    char name[];
} host_secret;

void host_open_secrets(lua_State *L);
void host_push_secret(lua_State *L, int64_t version, const char *name, size_t length);
const host_secret *host_to_secret(lua_State *L, int index);

/* door.c */
void host_open_door(lua_State *L);
int host_call_door(lua_State *L);
int host_open_call(lua_State *L, const host_door *door);
int host_ask(lua_State *L, int32_t place, const char *subject, const char *what, int first);

/* functions.c: functions of the script by number */
int host_keep_function(lua_State *L, int index);
void host_push_function(lua_State *L, int32_t number);

/* report.c */
int host_report(lua_State *L);
void host_report_plain(host_state *state, const char *message); /* cannot raise */
void host_report_verdict(host_state *state);                    /* cannot raise */

/* text.c: none of these raises */
void host_text_clear(host_text *text);
void host_text_add(host_text *text, const char *bytes, size_t length);
void host_text_put(host_text *text, const char *string);
void host_text_format(host_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void host_text_line(host_text *text); /* ends the line; what follows is on the next one */
size_t host_utf8(const char *bytes, size_t length); /* of the first character; 0 if broken */

#pragma GCC visibility pop

#endif
