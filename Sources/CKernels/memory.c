// Memory for tensors: on cache lines, and in large pages where there is much of it and the system has them.
#include "include/kernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { LINE = 64, LARGE_PAGE = 2 << 20 };

void *hk_allocate(size_t bytes) {
    const size_t alignment = bytes >= LARGE_PAGE ? LARGE_PAGE : LINE;
    const size_t size = (bytes + alignment - 1) / alignment * alignment;
    void *memory = NULL;
    if (size < bytes || posix_memalign(&memory, alignment, size > 0 ? size : alignment) != 0) return NULL;
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (alignment == LARGE_PAGE) madvise(memory, size, MADV_HUGEPAGE);
#endif
    memset(memory, 0, size);
    return memory;
}

void hk_free(void *memory) { free(memory); }
