/* Growable bytes outside the Lua heap. */

#include "internal.h"

#include <stdlib.h>
#include <string.h>

int host_tape_reserve(host_tape *tape, size_t length) {
    if (length <= tape->capacity - tape->length) return 1;
    size_t capacity = tape->capacity < 512 ? 512 : tape->capacity;
    while (capacity - tape->length < length) {
        if (capacity > SIZE_MAX / 2) return 0;
        capacity *= 2;
    }
    uint8_t *moved = realloc(tape->bytes, capacity);
    if (moved == NULL) return 0;
    tape->bytes = moved;
    tape->capacity = capacity;
    return 1;
}

int host_tape_append(host_tape *tape, const uint8_t *bytes, size_t length) {
    if (!host_tape_reserve(tape, length)) return 0;
    if (length > 0) memcpy(tape->bytes + tape->length, bytes, length);
    tape->length += length;
    return 1;
}

void host_tape_clear(host_tape *tape) {
    tape->length = 0;
}

void host_tape_free(host_tape *tape) {
    free(tape->bytes);
    *tape = (host_tape){0};
}
