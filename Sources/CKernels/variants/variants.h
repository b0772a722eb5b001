// The tables that dispatch.c chooses from; each is one file of this folder that compiles all of ops/ for its target.
#ifndef HK_VARIANTS_H
#define HK_VARIANTS_H

#include "../include/kernels.h"

#if defined(__x86_64__)
/// AVX-512 with the matrix product on AMX tiles; needs the kernel's permission (see dispatch.c).
extern const hk_kernels hk_kernels_amx;
extern const hk_kernels hk_kernels_avx512;
extern const hk_kernels hk_kernels_avx2;
#endif
/// Four-wide vectors that every target has: SSE2 on x86, NEON on arm64 (where it is named "neon").
extern const hk_kernels hk_kernels_portable;

#endif
