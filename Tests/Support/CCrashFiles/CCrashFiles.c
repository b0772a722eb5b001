#include "CCrashFiles.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct crash_files {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    crash_change *changes;
    size_t count, capacity;
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
    if (path == NULL) return;
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

static int close_file(sqlite3_file *file) {
    free(((crash_file *)file)->path);
    return real(file)->pMethods->xClose(real(file));
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int code = real(file)->pMethods->xWrite(real(file), bytes, count, offset);
    if (code == SQLITE_OK) record_on(file, CRASH_WRITE, offset, bytes, (size_t)count);
    return code;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    int code = real(file)->pMethods->xTruncate(real(file), size);
    if (code == SQLITE_OK) record_on(file, CRASH_TRUNCATE, size, NULL, 0);
    return code;
}

static int sync_file(sqlite3_file *file, int flags) {
    (void)flags;
    record_on(file, CRASH_SYNC, 0, NULL, 0);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }

static int unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }

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
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void barrier_shared(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }

static int unmap_shared(sqlite3_file *file, int delete) {
    return real(file)->pMethods->xShmUnmap(real(file), delete);
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
    int existed = 0;
    if (path != NULL) files->real->xAccess(files->real, path, SQLITE_ACCESS_EXISTS, &existed);
    recorded->base.pMethods = NULL;
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
    int code = files->real->xDelete(files->real, path, sync_folder);
    if (code == SQLITE_OK) record(files, CRASH_DELETE, path, sync_folder != 0, NULL, 0);
    return code;
}

crash_files *crash_files_register(const char *name) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
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
    if (sqlite3_vfs_register(&files->vfs, 0) != SQLITE_OK) abort();
    return files;
}

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
