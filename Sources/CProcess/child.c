#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

static void close_between(unsigned first, unsigned last) {
    if (first > last) return;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, last, 0) == 0) return;
#endif
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    for (unsigned number = first; number <= last && number < limit.rlim_cur; number++) close((int)number);
}

/// Closes all but the standard streams, the gate and the status: among them may be the ends of other children's gates, which
/// must not stay open when this program dies.
static void close_others(const hpo_child *child) {
    unsigned low = (unsigned)(child->gate < child->status ? child->gate : child->status);
    unsigned high = (unsigned)(child->gate < child->status ? child->status : child->gate);
    close_between(3, low - 1);
    close_between(low + 1, high - 1);
    close_between(high + 1, UINT_MAX);
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) {
        struct sigaction present;
        if (sigaction(number, NULL, &present) != 0 || present.sa_handler == SIG_DFL) continue;
        int of_terminal = number == SIGHUP || number == SIGINT || number == SIGQUIT;
        if (of_terminal && present.sa_handler == SIG_IGN) continue;
        struct sigaction usual = {.sa_handler = SIG_DFL};
        sigaction(number, &usual, NULL);
    }
}

static void become(int descriptor, int number) {
    if (descriptor == number) {
        fcntl(number, F_SETFD, 0);
    } else {
        dup2(descriptor, number);
    }
}

static void fail(const hpo_child *child, int step, int code) {
    hpo_child_failure failure = {step, code};
    while (write(child->status, &failure, sizeof failure) < 0 && errno == EINTR) continue;
    _exit(127);
}

/// Only what may be called after fork in a process of several threads.
static void run(const hpo_child *child) {
    setpgid(0, 0);
    reset_signals();
    become(child->input, 0);
    become(child->output, 1);
    become(child->errors, 2);
    close_others(child);
    if (child->descriptors > 0) {
        struct rlimit limit;
        if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
            limit.rlim_cur = (rlim_t)child->descriptors;
            setrlimit(RLIMIT_NOFILE, &limit);
        }
    }
    if (child->nice > 0) (void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + child->nice);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    char byte;
    ssize_t count;
    while ((count = read(child->gate, &byte, 1)) < 0 && errno == EINTR) continue;
    if (count != 1) _exit(127);
    close(child->gate);
    if (chdir(child->directory) != 0) fail(child, 0, errno);
    int code = ENOENT;
    for (char *const *file = child->files; *file != NULL; file++) {
        execve(*file, child->arguments, child->environment);
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) fail(child, 1, errno);
        if (errno == EACCES) code = EACCES;
    }
    fail(child, 1, code);
}

pid_t hpo_child_start(const hpo_child *child) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t process = fork();
    if (process == 0) run(child);
    int code = errno;
    // Both do it, so that it is done whoever comes first.
    if (process > 0) setpgid(process, process);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return process;
}
