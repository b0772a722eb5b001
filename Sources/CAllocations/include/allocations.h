// Counts the process's allocations, where the C library lets itself be stood before (glibc). For benchmarks and tests.
#ifndef HPO_ALLOCATIONS_H
#define HPO_ALLOCATIONS_H

#include <stdbool.h>

/// Whether allocations are counted here.
bool allocations_are_counted(void);
/// Calls of malloc and its like since the process began, from all threads.
long allocations_so_far(void);
/// Those of the calling thread for a page (4096 bytes) or more.
long large_allocations_of_thread(void);

#endif
