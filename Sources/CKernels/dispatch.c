// Chooses the table of kernels once, by what the processor can do; HPO_KERNELS=avx512|avx2|neon|portable overrides it.
#include "variants/variants.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const hk_kernels *available[4];
static int available_count;
static const hk_kernels *best;

static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        available[available_count++] = &hk_kernels_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) available[available_count++] = &hk_kernels_avx2;
#endif
    available[available_count++] = &hk_kernels_portable;
    best = available[0];
    const char *wanted = getenv("HPO_KERNELS");
    for (int i = 0; wanted != NULL && i < available_count; i++)
        if (strcmp(wanted, available[i]->name) == 0) best = available[i];
}

static void choose_once(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, choose);
}

const hk_kernels *hk_kernels_best(void) {
    choose_once();
    return best;
}

const hk_kernels *const *hk_kernels_available(int *count) {
    choose_once();
    *count = available_count;
    return available;
}
