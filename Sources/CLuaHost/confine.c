/* What a worker process gives up before it sees a script. */

#include "worker.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SLACK = 32 * 1024 * 1024 }; /* frames, tapes and the stack, beside the script's memory */

#if defined __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define WORD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(answer) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##answer)
#define CALL(name, same, other) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, same, other)
#define ALLOW(name) CALL(name, 0, 1), ANSWER(ALLOW)

/*
 * Memory, the socket that is open, the clock, and the end; nothing becomes executable. Both calls
 * that could see to that have their protection as the third argument.
 */
static int filter_calls(void) {
    static struct sock_filter filter[] = {
        WORD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        ANSWER(KILL_PROCESS),
        WORD(nr),
        ALLOW(read), ALLOW(write), ALLOW(brk), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),
        ALLOW(futex), ALLOW(clock_gettime), ALLOW(rt_sigreturn), ALLOW(restart_syscall),
        ALLOW(getrandom), ALLOW(exit), ALLOW(exit_group),
        CALL(mmap, 2, 0), CALL(mprotect, 1, 0), ANSWER(KILL_PROCESS),
        WORD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
        ANSWER(ALLOW),
        ANSWER(KILL_PROCESS),
    };
    static const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Bytes of address space in use, or 0 when that cannot be read. */
static rlim_t address_space(void) {
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    return length <= 0 ? 0 : strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static int limit(int resource, rlim_t most) {
    struct rlimit old;
    if (getrlimit(resource, &old) != 0) return 0;
    if (most > old.rlim_max) most = old.rlim_max;
    const struct rlimit new = {most, most};
    return setrlimit(resource, &new) == 0;
}

/* A crash ends the process at once, whoever had a handler for it. */
static void die_of_crashes(void) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
}

int host_confine(size_t memory) {
    rlim_t used = address_space();
    die_of_crashes();
    return used > 0 && chdir("/") == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0
        && prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && limit(RLIMIT_AS, used + 2 * memory + SLACK) && limit(RLIMIT_CORE, 0)
        && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0)
        && filter_calls();
}
