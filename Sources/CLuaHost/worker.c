/* The far side of a state in a process of its own: frames in, one answer each. */

#include "internal.h"
#include "worker.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    int socket, ended, ending; /* ended: nothing more can be said; ending: why */
    host_state *state;
    host_tape request, reply, out;
} worker;

/* Reads a frame's fields from its beginning; `whole` is zero once something was missing. */
typedef struct {
    const uint8_t *bytes;
    size_t length;
    int whole;
} fields;

static int end(worker *self, int ending) {
    if (!self->ended) self->ending = ending;
    self->ended = 1;
    return 0;
}

static int read_all(worker *self, void *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t count = read(self->socket, (char *)bytes + done, length - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return end(self, HOST_WORKER_DONE);
        done += (size_t)count;
    }
    return 1;
}

static int receive(worker *self, uint32_t *kind, host_tape *frame) {
    uint32_t header[2];
    if (!read_all(self, header, sizeof header)) return 0;
    host_tape_clear(frame);
    if (!host_tape_reserve(frame, header[1])) return end(self, HOST_WORKER_MEMORY);
    frame->length = header[1];
    *kind = header[0];
    return read_all(self, frame->bytes, frame->length);
}

static int send(worker *self) {
    for (size_t done = 0; done < self->out.length;) {
        ssize_t count = write(self->socket, self->out.bytes + done, self->out.length - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return end(self, HOST_WORKER_DONE);
        done += (size_t)count;
    }
    return 1;
}

static void put(worker *self, const void *bytes, size_t length) {
    if (!host_tape_append(&self->out, bytes, length)) end(self, HOST_WORKER_MEMORY);
}

static void put_word(worker *self, uint32_t word) {
    put(self, &word, sizeof word);
}

static void begin(worker *self, uint32_t kind, size_t length) {
    host_tape_clear(&self->out);
    put_word(self, kind);
    put_word(self, (uint32_t)length);
}

static int answer(worker *self, host_status status, host_bytes bytes) {
    host_bytes printed = self->state != NULL ? host_printed(self->state) : (host_bytes){0};
    begin(self, HOST_FRAME_ANSWER, 8 + printed.length + bytes.length);
    put_word(self, status);
    put_word(self, (uint32_t)printed.length);
    put(self, printed.bytes, printed.length);
    put(self, bytes.bytes, bytes.length);
    return !self->ended && send(self);
}

static void take(fields *from, void *bytes, size_t length) {
    memset(bytes, 0, length);
    from->whole &= length <= from->length;
    if (!from->whole) return;
    memcpy(bytes, from->bytes, length);
    from->bytes += length;
    from->length -= length;
}

static uint32_t take_word(fields *from) {
    uint32_t word;
    take(from, &word, sizeof word);
    return word;
}

static host_budget take_budget(fields *from) {
    host_budget budget;
    take(from, &budget.fuel, sizeof budget.fuel);
    take(from, &budget.nanoseconds, sizeof budget.nanoseconds);
    return budget;
}

static host_bytes take_text(fields *from) {
    host_bytes text = {.length = take_word(from)};
    from->whole &= text.length <= from->length;
    if (!from->whole) return (host_bytes){(const uint8_t *)"", 0};
    text.bytes = from->bytes;
    from->bytes += text.length;
    from->length -= text.length;
    return text;
}

static const char *take_name(fields *from) {
    host_bytes text = take_text(from);
    from->whole &= text.length > 0 && text.bytes[text.length - 1] == 0;
    return from->whole ? (const char *)text.bytes : "";
}

/* Asks the other side, and waits for what it says. */
static int ask(void *context, int32_t function, const uint8_t *in, size_t length, host_tape *out) {
    worker *self = context;
    uint32_t kind;
    begin(self, HOST_FRAME_DOOR, 4 + length);
    put_word(self, (uint32_t)function);
    put(self, in, length);
    if (self->ended || !send(self) || !receive(self, &kind, &self->reply)) return HOST_DOOR_STOP;
    fields from = {self->reply.bytes, self->reply.length, kind == HOST_FRAME_REPLY};
    uint32_t code = take_word(&from);
    if (!from.whole) end(self, HOST_WORKER_MALFORMED);
    else if (!host_tape_append(out, from.bytes, from.length)) end(self, HOST_WORKER_MEMORY);
    return self->ended ? HOST_DOOR_STOP : (int)code;
}

static int load(worker *self, fields from) {
    host_source source = {.budget = take_budget(&from)};
    source.functions = take_word(&from) != 0;
    source.chunk = take_name(&from);
    source.subject = take_name(&from);
    host_bytes text = take_text(&from);
    source.text = text.bytes;
    source.length = text.length;
    host_bytes modules = take_text(&from);
    source.modules = modules.bytes;
    source.modules_length = modules.length;
    if (!from.whole) return end(self, HOST_WORKER_MALFORMED);
    host_bytes bytes = {0};
    host_status status = host_load(self->state, &source, &bytes);
    return answer(self, status, bytes);
}

static int call(worker *self, fields from) {
    host_request request = {.budget = take_budget(&from)};
    request.function = (int32_t)take_word(&from);
    int has_door = take_word(&from) != 0;
    request.name = take_name(&from);
    host_bytes arguments = take_text(&from), names = take_text(&from);
    request.arguments = arguments.bytes;
    request.length = arguments.length;
    const host_door door = {ask, self, names.length > 0 ? names.bytes : NULL, names.length};
    if (has_door) request.door = &door;
    if (!from.whole) return end(self, HOST_WORKER_MALFORMED);
    host_bytes bytes = {0};
    host_status status = host_call(self->state, &request, &bytes);
    return answer(self, status, bytes);
}

static int shape(worker *self, fields from) {
    uint32_t number = host_shape(self->state, from.bytes, from.length);
    return answer(self, HOST_OK, (host_bytes){(const uint8_t *)&number, sizeof number});
}

static int serve(worker *self) {
    uint32_t kind;
    if (!receive(self, &kind, &self->request)) return 0;
    fields from = {self->request.bytes, self->request.length, 1};
    switch (kind) {
    case HOST_FRAME_LOAD: return load(self, from);
    case HOST_FRAME_CALL: return call(self, from);
    case HOST_FRAME_SHAPE: return shape(self, from);
    default: return end(self, HOST_WORKER_MALFORMED);
    }
}

int host_serve(int socket, size_t memory) {
    worker self = {.socket = socket, .state = host_open(memory)};
    if (answer(&self, self.state != NULL ? HOST_OK : HOST_MEMORY, (host_bytes){0})) {
        while (self.state != NULL && serve(&self)) continue;
    }
    if (self.state != NULL) host_close(self.state);
    host_tape_free(&self.request);
    host_tape_free(&self.reply);
    host_tape_free(&self.out);
    return self.ending;
}

int host_worker(int socket) {
    worker self = {.socket = socket};
    uint32_t kind;
    uint64_t memory = 0;
    if (!receive(&self, &kind, &self.request)) return self.ending;
    fields from = {self.request.bytes, self.request.length, kind == HOST_FRAME_OPEN};
    take(&from, &memory, sizeof memory);
    host_tape_free(&self.request);
    if (!from.whole) return HOST_WORKER_MALFORMED;
    if (!host_confine(memory)) return HOST_WORKER_FREE;
    return host_serve(socket, memory);
}
