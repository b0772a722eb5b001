// Transposition of W x W blocks in registers: log2(W) rounds of interleaving row i with row i + W/2.

#if W == 16
#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
enum { LOG_W = 4 };
#elif W == 8
#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
enum { LOG_W = 3 };
#else
#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
enum { LOG_W = 2 };
#endif

INLINE void transpose_registers(vf r[W]) {
#pragma clang loop unroll(full)
    for (int round = 0; round < LOG_W; round++) {
        vf t[W];
#pragma clang loop unroll(full)
        for (int i = 0; i < W / 2; i++) {
            t[2 * i] = INTERLEAVE_LOW(r[i], r[i + W / 2]);
            t[2 * i + 1] = INTERLEAVE_HIGH(r[i], r[i + W / 2]);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < W; i++) r[i] = t[i];
    }
}

/// out[c, r] = x[r, c] for rows x columns of x; out's rows are filled up to a multiple of W with zeros when `pad`.
static void transpose(const float *x, long x_stride, long rows, long columns, float *out, long out_stride, int pad) {
    for (long r0 = 0; r0 < rows; r0 += W) {
        const long count = min_long(W, rows - r0);
        for (long c0 = 0; c0 < columns; c0 += W) {
            const long width = min_long(W, columns - c0);
            const float *from = x + r0 * x_stride + c0;
            float *to = out + c0 * out_stride + r0;
            vf v[W];
            if (count == W && width == W) {
#pragma clang loop unroll(full)
                for (int i = 0; i < W; i++) v[i] = load(from + i * x_stride);
            } else {
#pragma clang loop unroll(full)
                for (int i = 0; i < W; i++) v[i] = i < count ? LOAD(from + i * x_stride, width) : splat(0);
            }
            transpose_registers(v);
            if (width == W && (count == W || pad)) {
#pragma clang loop unroll(full)
                for (int i = 0; i < W; i++) store(to + i * out_stride, v[i]);
            } else {
#pragma clang loop unroll(full)
                for (int i = 0; i < W; i++)
                    if (i < width) STORE(to + i * out_stride, v[i], pad ? W : count);
            }
        }
    }
}

/// Copies rows, each filled up with zeros to `out_stride` (a multiple of W, at least `columns`).
static void copy_rows(const float *x, long x_stride, long rows, long columns, float *out, long out_stride) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < out_stride; c += W) {
            const long left = columns - c;
            store(out + r * out_stride + c,
                  left >= W ? load(x + r * x_stride + c) : left > 0 ? load_part(x + r * x_stride + c, left) : splat(0));
        }
}
