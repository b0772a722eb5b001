// Vectors of HK_WIDTH floats in clang's vectors: one source for every instruction set.
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../include/kernels.h"

#define INLINE static inline __attribute__((always_inline))
#define W HK_WIDTH

typedef float vf __attribute__((ext_vector_type(W)));
typedef int32_t vi __attribute__((ext_vector_type(W)));
typedef uint32_t vu __attribute__((ext_vector_type(W)));
typedef float vf_unaligned __attribute__((ext_vector_type(W), aligned(4)));

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf x) { *(vf_unaligned *)p = x; }
INLINE vf splat(float x) { return (vf)x; }
INLINE vi splat_int(int32_t x) { return (vi)x; }
#if HK_FMA
INLINE vf fma_(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }
#else
INLINE vf fma_(vf a, vf b, vf c) { return a * b + c; }
#endif
INLINE vf as_float(vi x) {
    vf y;
    memcpy(&y, &x, sizeof y);
    return y;
}
INLINE vf max_(vf a, vf b) { return a > b ? a : b; }
INLINE vf min_(vf a, vf b) { return a < b ? a : b; }
INLINE vf select_(vi mask, vf yes, vf no) { return mask ? yes : no; }

#if HK_AVX512
INLINE vf load_part(const float *p, long n) { return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }
INLINE void store_part(float *p, vf x, long n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)x); }
#else
INLINE vf load_part(const float *p, long n) {
    vf x = {0};
    memcpy(&x, p, (size_t)n * 4);
    return x;
}
INLINE void store_part(float *p, vf x, long n) { memcpy(p, &x, (size_t)n * 4); }
#endif

INLINE vi lanes(void) {
    vi x;
    for (int i = 0; i < W; i++) x[i] = i;
    return x;
}
/// The first n lanes of x, the others `other`.
INLINE vf first_lanes(vf x, long n, float other) { return select_(lanes() < splat_int((int32_t)n), x, splat(other)); }

INLINE float sum_lanes(vf x) {
#if W == 16
    typedef float half __attribute__((ext_vector_type(8)));
    half y = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
#elif W == 8
    vf y = x;
#endif
#if W >= 8
    typedef float quarter __attribute__((ext_vector_type(4)));
    quarter z = __builtin_shufflevector(y, y, 0, 1, 2, 3) + __builtin_shufflevector(y, y, 4, 5, 6, 7);
#else
    vf z = x;
#endif
    return (z[0] + z[2]) + (z[1] + z[3]);
}

/// e^x within 2 units in the last place for x in -87...88; 0 far below, infinite above 89. After Cephes' expf.
INLINE vf exp_(vf x) {
#if HK_AVX512
    // The second operand is the result where one is NaN.
    vf y = (vf)_mm512_max_ps(_mm512_set1_ps(-104.0f), _mm512_min_ps(_mm512_set1_ps(89.0f), (__m512)x));
#else
    vf y = max_(min_(x, splat(88.7f)), splat(-87.3f));
#endif
    const vf magic = splat(12582912.0f); // 1.5 * 2^23: adding it rounds to an integer
    vf n = fma_(y, splat(1.44269504088896341f), magic) - magic;
    vf r = fma_(n, splat(-0.693359375f), y);
    r = fma_(n, splat(2.12194440e-4f), r);
    vf p = splat(1.9875691500e-4f);
    p = fma_(p, r, splat(1.3981999507e-3f));
    p = fma_(p, r, splat(8.3334519073e-3f));
    p = fma_(p, r, splat(4.1665795894e-2f));
    p = fma_(p, r, splat(1.6666665459e-1f));
    p = fma_(p, r, splat(5.0000001201e-1f));
    p = fma_(p * r, r, r + splat(1.0f));
#if HK_AVX512
    return (vf)_mm512_scalef_ps((__m512)p, (__m512)n);
#else
    // 2^n in two halves, because n may be 128.
    vi whole = __builtin_convertvector(n, vi), half = whole >> 1;
    vf result = p * as_float((half + 127) << 23) * as_float((whole - half + 127) << 23);
    result = select_(x < splat(-87.3f), splat(0.0f), result);
    result = select_(x > splat(88.7f), splat(INFINITY), result);
    return select_(x != x, x, result);
#endif
}

/// erf within 5e-7, which is the rounding of p / q near 4; the rational minimax of Eigen and XLA.
INLINE vf erf_(vf x) {
    vf y = max_(min_(x, splat(4.0f)), splat(-4.0f));
    vf s = y * y;
    vf p = splat(-2.72614225801306e-10f);
    p = fma_(p, s, splat(2.77068142495902e-08f));
    p = fma_(p, s, splat(-2.10102402082508e-06f));
    p = fma_(p, s, splat(-5.69250639462346e-05f));
    p = fma_(p, s, splat(-7.34990630326855e-04f));
    p = fma_(p, s, splat(-2.95459980854025e-03f));
    p = fma_(p, s, splat(-1.60960333262415e-02f));
    vf q = splat(-1.45660718464996e-05f);
    q = fma_(q, s, splat(-2.13374055278905e-04f));
    q = fma_(q, s, splat(-1.68282697438203e-03f));
    q = fma_(q, s, splat(-7.37332916720468e-03f));
    q = fma_(q, s, splat(-1.42647390514189e-02f));
    return select_(x != x, x, y * p / q);
}

INLINE vf sigmoid_(vf x) { return splat(1.0f) / (splat(1.0f) + exp_(-x)); }
