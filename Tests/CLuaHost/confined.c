/* What a confined process can still do, and what ends it: each act in a process of its own. */

#define _GNU_SOURCE

#include "worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY = 8 << 20 };

static int opens(void) { return open("/dev/null", O_RDONLY) >= 0; }
static int removes(void) { return unlink("/nothing") == 0; }
static int connects(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static int forks(void) { return fork() >= 0; }
static int kills(void) { return kill(getppid(), 0) == 0; }
static int duplicates(void) { return dup(0) >= 0; }

static int runs(void) {
    char *const arguments[] = {"true", NULL};
    return execv("/bin/true", arguments) == 0;
}

static int maps_code(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED;
}

static int lifts_limits(void) {
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_AS, &all) == 0;
}

static int computes(void) {
    struct timespec now;
    char *block = malloc(MEMORY);
    if (block == NULL || clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
    memset(block, 1, MEMORY);
    block = realloc(block, 2 * MEMORY);
    free(block);
    return block != NULL;
}

static int has_no_more_memory(void) {
    void *volatile block = malloc((size_t)256 << 20);
    return block == NULL;
}

static const struct {
    const char *name;
    int (*act)(void);
    int is_allowed;
} acts[] = {
    {"opens a file", opens, 0}, {"removes a file", removes, 0}, {"makes a socket", connects, 0},
    {"forks", forks, 0}, {"sends a signal", kills, 0}, {"duplicates a descriptor", duplicates, 0},
    {"runs a program", runs, 0}, {"maps code", maps_code, 0}, {"lifts a limit", lifts_limits, 0},
    {"computes", computes, 1}, {"has a bound of memory", has_no_more_memory, 1},
};

/* The wait status of a process that confines itself and acts; it exits with 0 if it could. */
static int attempt(int (*act)(void)) {
    int status = 0;
    pid_t process = fork();
    if (process == 0) {
        if (!host_confine(MEMORY)) _exit(99);
        _exit(act() ? 0 : 1);
    }
    waitpid(process, &status, 0);
    return status;
}

int main(void) {
    int wrong = 0;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        int status = attempt(acts[i].act);
        int is_right = acts[i].is_allowed ? status == 0
                                          : WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
        if (!is_right) printf("a confined process %s: status %#x\n", acts[i].name, status);
        wrong += !is_right;
    }
    printf("confined: %d wrong\n", wrong);
    return wrong != 0;
}
