#include "CCrashFiles.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct crash_files {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    crash_change *changes;
    size_t count, capacity;
    int records;
    crash_fault fault;
    long long due;  // changes before the fault, negative where none is planned
    long long rest; // of CRASH_FULL, changes that fail
    int is_dying, is_dead;
};

/// Followed in memory by the real file.
typedef struct crash_file {
    sqlite3_file base;
    crash_files *files;
    char *path; // NULL for a temporary file, which is not recorded
} crash_file;

static sqlite3_file *real(sqlite3_file *file) {
    return (sqlite3_file *)((crash_file *)file + 1);
}

static void *checked(void *memory) {
    if (memory == NULL) abort();
    return memory;
}

static char *copy_of(const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(checked(malloc(size)), text, size);
}

static void record(
    crash_files *files, crash_kind kind, const char *path, long long offset, const void *bytes, size_t count) {
    if (path == NULL || !files->records) return;
    if (files->count == files->capacity) {
        files->capacity = files->capacity ? 2 * files->capacity : 1024;
        files->changes = checked(realloc(files->changes, files->capacity * sizeof(crash_change)));
    }
    unsigned char *copy = NULL;
    if (count > 0) copy = memcpy(checked(malloc(count)), bytes, count);
    files->changes[files->count++] = (crash_change){kind, copy_of(path), offset, copy, count};
}

static void record_on(sqlite3_file *file, crash_kind kind, long long offset, const void *bytes, size_t count) {
    crash_file *recorded = (crash_file *)file;
    record(recorded->files, kind, recorded->path, offset, bytes, count);
}

/// What a change of the file comes to.
typedef enum change_fate { MADE, MADE_UNTOLD, HALF_MADE, NOT_MADE, NO_ROOM } change_fate;

static change_fate fate(crash_files *files) {
    if (files->is_dead) return NOT_MADE;
    if (files->due < 0 || files->due-- > 0) return MADE;
    if (files->fault == CRASH_FULL) {
        if (--files->rest > 0) files->due = 0;
        return NO_ROOM;
    }
    if (files->fault == CRASH_DIES_SOON) {
        files->is_dying = 1;
        return MADE;
    }
    files->is_dead = 1;
    switch (files->fault) {
    case CRASH_DIES_AFTER: return MADE_UNTOLD;
    case CRASH_DIES_WITHIN: return HALF_MADE;
    default: return NOT_MADE;
    }
}

/// A process whose death is due dies when it lets go of a lock: what it has committed is known to all by then.
static void let_go(crash_files *files) {
    if (files->is_dying) files->is_dead = 1;
}

static int is_dead(sqlite3_file *file) { return ((crash_file *)file)->files->is_dead; }

static int close_file(sqlite3_file *file) {
    free(((crash_file *)file)->path);
    return real(file)->pMethods->xClose(real(file));
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    if (is_dead(file)) return SQLITE_IOERR_READ;
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int write_real(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int code = real(file)->pMethods->xWrite(real(file), bytes, count, offset);
    if (code == SQLITE_OK) record_on(file, CRASH_WRITE, offset, bytes, (size_t)count);
    return code;
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    switch (fate(((crash_file *)file)->files)) {
    case MADE: return write_real(file, bytes, count, offset);
    case MADE_UNTOLD: write_real(file, bytes, count, offset); return SQLITE_IOERR_WRITE;
    case HALF_MADE: write_real(file, bytes, count / 2, offset); return SQLITE_IOERR_WRITE;
    case NO_ROOM: return SQLITE_FULL;
    default: return SQLITE_IOERR_WRITE;
    }
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    change_fate what = fate(((crash_file *)file)->files);
    // Room is only given back.
    if (what == NOT_MADE || what == HALF_MADE) return SQLITE_IOERR_TRUNCATE;
    int code = real(file)->pMethods->xTruncate(real(file), size);
    if (code == SQLITE_OK) record_on(file, CRASH_TRUNCATE, size, NULL, 0);
    return what == MADE_UNTOLD ? SQLITE_IOERR_TRUNCATE : code;
}

static int sync_file(sqlite3_file *file, int flags) {
    crash_files *files = ((crash_file *)file)->files;
    if (files->is_dead) return SQLITE_IOERR_FSYNC;
    record_on(file, CRASH_SYNC, 0, NULL, 0);
    return files->records ? SQLITE_OK : real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int lock(sqlite3_file *file, int level) {
    if (is_dead(file)) return SQLITE_IOERR_LOCK;
    return real(file)->pMethods->xLock(real(file), level);
}

static int unlock(sqlite3_file *file, int level) {
    let_go(((crash_file *)file)->files);
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int check_lock(sqlite3_file *file, int *held) {
    return real(file)->pMethods->xCheckReservedLock(real(file), held);
}

static int control(sqlite3_file *file, int operation, void *argument) {
    // These would change the file's size unseen, and are hints.
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }

static int characteristics(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

static int map_shared(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}

static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
    if (flags & SQLITE_SHM_LOCK && is_dead(file)) return SQLITE_IOERR_SHMLOCK;
    if (flags & SQLITE_SHM_UNLOCK && flags & SQLITE_SHM_EXCLUSIVE) let_go(((crash_file *)file)->files);
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void barrier_shared(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }

static int unmap_shared(sqlite3_file *file, int delete) {
    return real(file)->pMethods->xShmUnmap(real(file), delete && !is_dead(file));
}

/// Version 2: without the calls that map the file itself into memory, where writes could not be seen.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier_shared,
    .xShmUnmap = unmap_shared,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out) {
    crash_files *files = vfs->pAppData;
    crash_file *recorded = (crash_file *)file;
    recorded->base.pMethods = NULL;
    if (files->is_dead) return SQLITE_CANTOPEN;
    int existed = 0;
    if (path != NULL) files->real->xAccess(files->real, path, SQLITE_ACCESS_EXISTS, &existed);
    int code = files->real->xOpen(files->real, path, real(file), flags, flags_out);
    if (code != SQLITE_OK) return code;
    recorded->base.pMethods = &methods;
    recorded->files = files;
    recorded->path = path == NULL ? NULL : copy_of(path);
    if (!existed) record_on(file, CRASH_CREATE, 0, NULL, 0);
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    crash_files *files = vfs->pAppData;
    change_fate what = fate(files);
    if (what == NOT_MADE || what == HALF_MADE) return SQLITE_IOERR_DELETE;
    int code = files->real->xDelete(files->real, path, sync_folder);
    if (code == SQLITE_OK) record(files, CRASH_DELETE, path, sync_folder != 0, NULL, 0);
    return what == MADE_UNTOLD ? SQLITE_IOERR_DELETE : code;
}

static crash_files *over(const char *base, const char *name) {
    sqlite3_vfs *real = sqlite3_vfs_find(base);
    if (real == NULL) return NULL;
    crash_files *files = checked(calloc(1, sizeof(crash_files)));
    // All else that a VFS does (names, randomness, time) needs nothing of the one it is called on.
    files->vfs = *real;
    files->vfs.pNext = NULL;
    files->vfs.zName = copy_of(name);
    files->vfs.pAppData = files;
    files->vfs.szOsFile = (int)sizeof(crash_file) + real->szOsFile;
    files->vfs.xOpen = open_file;
    files->vfs.xDelete = delete_file;
    files->real = real;
    files->due = -1;
    if (sqlite3_vfs_register(&files->vfs, 0) != SQLITE_OK) abort();
    return files;
}

crash_files *crash_files_register(const char *name) {
    crash_files *files = over(NULL, name);
    if (files != NULL) files->records = 1;
    return files;
}

crash_files *crash_files_register_process(const char *name, const char *base) { return over(base, name); }

void crash_files_plan(crash_files *files, crash_fault fault, long long after, long long count) {
    files->fault = fault;
    files->due = after;
    files->rest = count;
}

void crash_files_kill(crash_files *files) { files->is_dead = 1; }

int crash_files_is_dead(const crash_files *files) { return files->is_dead; }

void crash_files_unregister(crash_files *files) {
    sqlite3_vfs_unregister(&files->vfs);
    for (size_t index = 0; index < files->count; index++) {
        free((void *)files->changes[index].path);
        free((void *)files->changes[index].bytes);
    }
    free(files->changes);
    free((void *)files->vfs.zName);
    free(files);
}

void crash_files_mark(crash_files *files, long long number) { record(files, CRASH_MARK, "", number, NULL, 0); }

size_t crash_files_count(const crash_files *files) { return files->count; }

crash_change crash_files_change(const crash_files *files, size_t index) { return files->changes[index]; }
