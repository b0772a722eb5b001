// All kernels with 16-wide vectors.
#if defined(__x86_64__)
#define HK_NAME "avx512"
#define HK_TABLE hk_kernels_avx512
#define HK_WIDTH 16
#define HK_AVX512 1
#define HK_FMA 1
#define HK_GEMM_ROWS 14
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)
#include "../ops/table.h"
#pragma clang attribute pop
#endif
