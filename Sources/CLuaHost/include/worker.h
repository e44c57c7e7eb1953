#ifndef RUNTIME_WORKER_H
#define RUNTIME_WORKER_H

#include <stddef.h>
#include <stdint.h>

/*
 * A state in a process of its own, which talks through a socket. Each request is a frame and gets
 * one ANSWER; in between, a call may send DOOR frames and waits for the REPLY to each.
 *
 *   frame  = u32 kind, u32 length, byte*
 *   budget = i64 fuel, i64 nanoseconds
 *   name   = a text that ends with a zero byte
 *
 * The side that asks believes nothing that a worker says: it may have been taken over by a script.
 */

#pragma clang assume_nonnull begin

enum {
    HOST_FRAME_OPEN,   /* u64 memory; comes first and once */
    HOST_FRAME_LOAD,   /* budget, u32 functions, name chunk, name subject, text, text modules */
    HOST_FRAME_CALL,   /* budget, u32 function, u32 door, name, text arguments, text names */
    HOST_FRAME_SHAPE,  /* a LIST of STRINGs; the answer's bytes are a u32 */
    HOST_FRAME_REPLY,  /* u32 code, byte*: what the door answers */
    HOST_FRAME_ANSWER, /* u32 status, text printed, byte* */
    HOST_FRAME_DOOR,   /* u32 function, byte*: a LIST of arguments */
};

/* How a worker ends by itself. */
enum {
    HOST_WORKER_DONE,      /* the other side has gone */
    HOST_WORKER_MEMORY,    /* a frame does not fit */
    HOST_WORKER_MALFORMED, /* a frame says nothing */
    HOST_WORKER_FREE,      /* the limits could not be set, so nothing was run */
};

/* Reads OPEN, gives up every right that a script does not need, then serves; gives how it ended. */
int host_worker(int socket);

/* Serves requests until the other side has gone; what follows OPEN. */
int host_serve(int socket, size_t memory);

/*
 * Gives up, for the whole process and for good: files, processes, new privileges, and address
 * space beyond what it has now, `memory` twice and a little. Zero when that cannot be done.
 */
int host_confine(size_t memory);

/*
 * Starts `program argument` as a worker, with `socket` as its standard input and no other
 * descriptor; gives 0 or an error number of the system.
 */
int host_spawn(const char *program, const char *argument, int socket, int *process);

/* Lets a worker take at most that much more processor time, and a little; zero: it is gone. */
int host_allow(int process, int64_t nanoseconds);

#pragma clang assume_nonnull end

#endif
