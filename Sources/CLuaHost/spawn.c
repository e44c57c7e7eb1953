/* Starting a worker process, and what it may use. */

#define _GNU_SOURCE

#include "worker.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/*
 * Signals that ask this process to stop are none of the worker's business: it ends with the socket.
 * Those that are ignored here are not there.
 */
static int set_signals(posix_spawnattr_t *attributes) {
    sigset_t blocked, reset;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGTSTP);
    sigemptyset(&reset);
    sigaddset(&reset, SIGPIPE);
    posix_spawnattr_setsigmask(attributes, &blocked);
    posix_spawnattr_setsigdefault(attributes, &reset);
    return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int set_descriptors(posix_spawn_file_actions_t *actions, int socket) {
    int code = posix_spawn_file_actions_adddup2(actions, socket, STDIN_FILENO);
    return code != 0 ? code : posix_spawn_file_actions_addclosefrom_np(actions, STDOUT_FILENO);
}

/* The one variable by which the system's loader may have found this program's libraries. */
static char *library_path(void) {
    static const char prefix[] = "LD_LIBRARY_PATH=";
    const char *value = getenv("LD_LIBRARY_PATH");
    size_t length = value != NULL ? strlen(value) : 0;
    char *variable = length > 0 ? malloc(sizeof prefix + length) : NULL;
    if (variable == NULL) return NULL;
    memcpy(variable, prefix, sizeof prefix - 1);
    memcpy(variable + sizeof prefix - 1, value, length + 1);
    return variable;
}

int host_spawn(const char *program, const char *argument, int socket, int *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    char *library = library_path();
    char *const arguments[] = {"runtime", (char *)argument, NULL};
    char *const variables[] = {library, NULL};
    int code = set_descriptors(&actions, socket);
    if (code == 0) code = set_signals(&attributes);
    if (code == 0)
        code = posix_spawn(process, program, &actions, &attributes, arguments, variables);
    free(library);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

/* The limit is one of whole seconds over the whole life of a process. */
int host_allow(int process, int64_t nanoseconds) {
    clockid_t clock;
    struct timespec used;
    struct rlimit limit;
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
    if (prlimit(process, RLIMIT_CPU, NULL, &limit) != 0) return 0;
    rlim_t most = (rlim_t)(used.tv_sec + nanoseconds / 1000000000 + 2);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    return prlimit(process, RLIMIT_CPU, &limit, NULL) == 0;
}
