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

static uint32_t decode(const char *bytes, size_t step) {
    const unsigned char *at = (const unsigned char *)bytes;
    if (step < 2) return at[0];
    uint32_t scalar = at[0] & (0xFFu >> (step + 1));
    for (size_t i = 1; i < step; i++) scalar = scalar << 6 | (at[i] & 0x3F);
    return scalar;
}

/* Whether a character moves the cursor, turns the direction of writing or cannot be seen. */
static int is_hidden(uint32_t scalar) {
    static const uint32_t ranges[][2] = {
        {0, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x61C, 0x61C}, {0x180E, 0x180E},
        {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF},
        {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (scalar >= ranges[i][0] && scalar <= ranges[i][1]) return 1;
    }
    return 0;
}

void host_text_add(host_text *text, const char *bytes, size_t length) {
    while (length > 0) {
        size_t step = host_utf8(bytes, length);
        if (step == 0 || is_hidden(decode(bytes, step))) {
            step = 1; /* the bytes that continue it are broken by themselves */
            if (!escape(text, (unsigned char)bytes[0])) return;
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
