// Files whose every change is recorded, so that a test can derive what any power cut would have left of them.
//
//     crash_files *files = crash_files_register("recorded");   // then open databases with the VFS "recorded"
//     crash_files_mark(files, 1);                              // among the changes: what was acknowledged by then
//     crash_files_unregister(files);                           // after all of its databases are closed
//
// A VFS over SQLite's default one: files are written as ever but for syncs, which are recorded alone. Shared memory
// (-shm) is not recorded, for it does not outlive a power cut. One thread at a time.
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

/// Makes a VFS of that name; NULL where SQLite has none to build on.
crash_files *crash_files_register(const char *name);

/// Ends the VFS and frees what was recorded.
void crash_files_unregister(crash_files *files);

/// Records that the test has come to `number`.
void crash_files_mark(crash_files *files, long long number);

/// How many changes have been recorded.
size_t crash_files_count(const crash_files *files);

/// The change at `index`, from 0.
crash_change crash_files_change(const crash_files *files, size_t index);

#endif
