/* runtime.log(level, message): a line beside what `print` keeps; the script cannot read it back. */

#include "internal.h"

#include <string.h>

static const char *const levels[] = {"debug", "info", "warn", "error", NULL};

int host_log(lua_State *L) {
    const char *level = levels[luaL_checkoption(L, 1, NULL, levels)];
    size_t length, head = strlen(level);
    const char *message = luaL_checklstring(L, 2, &length);
    host_tape *printed = &host_of(L)->printed;
    host_spend_bytes(L, length);
    if (printed->length + head + length + 3 > HOST_PRINT_BYTES) return 0;
    host_tape_append(printed, (const uint8_t *)level, head);
    host_tape_append(printed, (const uint8_t *)": ", 2);
    host_tape_append(printed, (const uint8_t *)message, length);
    host_tape_append(printed, (const uint8_t *)"\n", 1);
    return 0;
}
