// Chooses the table of kernels once, by what the processor can do; HPO_KERNELS=amx|avx512|avx2|neon|portable overrides it.
// Two tables differ in the last places of their results; one gives the same bits wherever it runs.
#include "variants/variants.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const hk_kernels *available[5];
static int available_count;
static const hk_kernels *best;

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

/// Tiles are a state that a process has to ask the kernel for (ARCH_REQ_XCOMP_PERM of XFEATURE_XTILEDATA).
static int amx_is_permitted(void) {
    return __builtin_cpu_supports("amx-int8") && __builtin_cpu_supports("amx-tile") &&
           syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}
#elif defined(__x86_64__)
static int amx_is_permitted(void) { return 0; }
#endif

static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (avx512 && amx_is_permitted()) available[available_count++] = &hk_kernels_amx;
    if (avx512) available[available_count++] = &hk_kernels_avx512;
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
