/* One line of text for a person: bounded, valid UTF-8, no control characters. */

#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int continues(const unsigned char *at, size_t count) {
    for (size_t i = 1; i <= count; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    return 1;
}

size_t host_utf8(const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes;
    if (length == 0) return 0;
    if (at[0] < 0x80) return 1;
    if (at[0] >= 0xC2 && at[0] <= 0xDF) return length >= 2 && continues(at, 1) ? 2 : 0;
    if (at[0] >= 0xE0 && at[0] <= 0xEF) {
        if (length < 3 || !continues(at, 2)) return 0;
        if (at[0] == 0xE0 && at[1] < 0xA0) return 0; /* overlong */
        return at[0] == 0xED && at[1] > 0x9F ? 0 : 3; /* surrogates */
    }
    if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        if (length < 4 || !continues(at, 3)) return 0;
        if (at[0] == 0xF0 && at[1] < 0x90) return 0;
        return at[0] == 0xF4 && at[1] > 0x8F ? 0 : 4;
    }
    return 0;
}

void host_text_clear(host_text *text) {
    text->length = 0;
    text->full = 0;
}

/* Adds all of the bytes or, where they no longer fit, three dots and nothing any more. */
static int fit(host_text *text, const char *bytes, size_t length) {
    if (text->full) return 0;
    if (length + 3 > sizeof text->bytes - text->length) {
        text->full = 1;
        bytes = "...";
        length = 3;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    return !text->full;
}

static int escape(host_text *text, unsigned char byte) {
    char escaped[5];
    if (byte == '\n') return fit(text, "\\n", 2);
    if (byte == '\t') return fit(text, "\\t", 2);
    snprintf(escaped, sizeof escaped, "\\x%02X", byte);
    return fit(text, escaped, 4);
}

void host_text_add(host_text *text, const char *bytes, size_t length) {
    while (length > 0) {
        size_t step = host_utf8(bytes, length);
        unsigned char first = (unsigned char)bytes[0];
        int control = first < 0x20 || first == 0x7F
            || (first == 0xC2 && step == 2 && (unsigned char)bytes[1] < 0xA0);
        if (step == 0 || control) {
            step = 1;
            if (!escape(text, first)) return;
        } else if (!fit(text, bytes, step)) {
            return;
        }
        bytes += step;
        length -= step;
    }
}

void host_text_line(host_text *text) {
    fit(text, "\n", 1);
}

void host_text_put(host_text *text, const char *string) {
    host_text_add(text, string, strlen(string));
}

void host_text_format(host_text *text, const char *format, ...) {
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    host_text_put(text, line);
}
