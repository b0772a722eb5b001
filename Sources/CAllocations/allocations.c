// malloc and its like, counted and passed on: the program's own definitions come before the C library's.
#include "include/allocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

static atomic_long count;
static _Thread_local long own_large;

long large_allocations_of_thread(void) { return own_large; }
long allocations_so_far(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

#if defined(__GLIBC__) && !defined(SANITIZED)
bool allocations_are_counted(void) { return true; }

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void note(size_t bytes) {
    if (bytes >= 4096) own_large++;
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

void *malloc(size_t bytes) {
    note(bytes);
    return __libc_malloc(bytes);
}
void *calloc(size_t number, size_t bytes) {
    note(number * bytes);
    return __libc_calloc(number, bytes);
}
void *realloc(void *memory, size_t bytes) {
    note(bytes);
    return __libc_realloc(memory, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
    note(bytes);
    return __libc_memalign(alignment, bytes);
}
int posix_memalign(void **memory, size_t alignment, size_t bytes) {
    note(bytes);
    *memory = __libc_memalign(alignment, bytes);
    return *memory == NULL ? ENOMEM : 0;
}
#else
bool allocations_are_counted(void) { return false; }
#endif
