// All kernels with 4-wide vectors, which the compiler maps to SSE2 or NEON, or spells out.
#if defined(__aarch64__)
#define HK_NAME "neon"
#define HK_FMA 1
#define HK_GEMM_ROWS 8
#else
#define HK_NAME "portable"
#define HK_GEMM_ROWS 4
#endif
#define HK_TABLE hk_kernels_portable
#define HK_WIDTH 4
#include "../ops/table.h"
