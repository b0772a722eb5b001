// Files whose every change is recorded, so that a test can derive what any power cut would have left of them.
//
//     crash_files *files = crash_files_register("recorded");   // then open databases with the VFS "recorded"
//     crash_files_mark(files, 1);                              // among the changes: what was acknowledged by then
//     crash_files_unregister(files);                           // after all of its databases are closed
//
// A VFS over SQLite's default one: files are written as ever but for syncs, which are recorded alone. Shared memory
// (-shm) is not recorded, for it does not outlive a power cut. One thread at a time.
//
//     crash_files *process = crash_files_register_process("worker", "recorded");   // the same files, as one process has them
//     crash_files_plan(process, CRASH_DIES_WITHIN, 40, 0);                         // killed in the middle of its 41st change
//
// What a dead process does fails from then on and changes nothing, so that its code can run to its end: its locks go, as the
// system takes them from a process that was killed, and its last transaction is where the kill has left it.
#ifndef CCRASHFILES_H
#define CCRASHFILES_H

#include <stddef.h>

typedef struct crash_files crash_files;

typedef enum crash_kind {
    CRASH_CREATE,
    CRASH_WRITE,
    CRASH_TRUNCATE, // to `offset` bytes
    CRASH_SYNC,
    CRASH_DELETE, // `offset` is 1 where the folder was to be synced
    CRASH_MARK,   // `offset` is the number
} crash_kind;

/// One change; the pointers are valid until `crash_files_unregister`.
typedef struct crash_change {
    crash_kind kind;
    const char *path;
    long long offset;
    const unsigned char *bytes;
    size_t count;
} crash_change;

/// What can befall a process at one of its changes.
typedef enum crash_fault {
    CRASH_DIES_BEFORE, // it is killed before the change
    CRASH_DIES_WITHIN, // half of it is made
    CRASH_DIES_AFTER,  // it is made, and the process does not get to know
    CRASH_DIES_SOON,   // it is made, and the process dies when it lets go of its lock
    CRASH_FULL,        // there is no room, for this one and some after it
} crash_fault;

/// Makes a VFS of that name; NULL where SQLite has none to build on.
crash_files *crash_files_register(const char *name);

/// Makes a VFS of that name over `base`, which records nothing and can fail; NULL where there is no such base.
crash_files *crash_files_register_process(const char *name, const char *base);

/// Plans `fault` after so many more changes; of CRASH_FULL, for `count` of them.
void crash_files_plan(crash_files *files, crash_fault fault, long long after, long long count);

/// The process is dead from now on.
void crash_files_kill(crash_files *files);

/// Whether it is.
int crash_files_is_dead(const crash_files *files);

/// Ends the VFS and frees what was recorded.
void crash_files_unregister(crash_files *files);

/// Records that the test has come to `number`.
void crash_files_mark(crash_files *files, long long number);

/// How many changes have been recorded.
size_t crash_files_count(const crash_files *files);

/// The change at `index`, from 0.
crash_change crash_files_change(const crash_files *files, size_t index);

#endif
