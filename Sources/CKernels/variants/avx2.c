// All kernels with 8-wide vectors.
#if defined(__x86_64__)
#define HK_NAME "avx2"
#define HK_TABLE hk_kernels_avx2
#define HK_WIDTH 8
#define HK_FMA 1
#define HK_GEMM_ROWS 6
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "../ops/table.h"
#pragma clang attribute pop
#endif
