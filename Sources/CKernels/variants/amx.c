// All kernels with 16-wide vectors, the matrix product on 8-bit integer tiles.
#if defined(__x86_64__)
#define HK_NAME "amx"
#define HK_TABLE hk_kernels_amx
#define HK_WIDTH 16
#define HK_AVX512 1
#define HK_AMX 1
#define HK_FMA 1
#define HK_GEMM_ROWS 14
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,amx-tile,amx-int8"))), apply_to = function)
#include "../ops/table.h"
#pragma clang attribute pop
#endif
