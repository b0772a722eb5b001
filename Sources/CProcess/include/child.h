// A child process that waits at a gate before it becomes its program, which takes code between fork and exec: Swift may run
// none there.
#ifndef HPO_CHILD_H
#define HPO_CHILD_H

#include <sys/types.h>

/// All that a child needs; nothing is allocated once it runs.
typedef struct {
    /// The files to try as the program, in turn, ended by a null pointer; seen from `directory`.
    char *const *files;
    /// The program's arguments and its environment, each ended by a null pointer.
    char *const *arguments;
    char *const *environment;
    /// Where it runs.
    const char *directory;
    /// What become its standard streams.
    int input, output, errors;
    /// Where it reads one byte before it becomes its program; at the end of this descriptor it ends.
    int gate;
    /// Where it writes an `hpo_child_failure` if it comes to that; closed on exec.
    int status;
    /// How many descriptors it may have, 0 for as many as this process.
    unsigned long descriptors;
    /// By how much its priority is lowered.
    int nice;
} hpo_child;

/// What kept a child from becoming its program.
typedef struct {
    /// 0: it could not go to its directory; 1: no file could be run.
    int step;
    /// The value of errno.
    int code;
} hpo_child_failure;

/// Starts a child, leader of a process group of its own, with every signal at its default but for those of a terminal that
/// are ignored here, and with no descriptor open but its standard streams.
///
/// Returns its number, or -1 with errno set.
pid_t hpo_child_start(const hpo_child *child);

#endif
