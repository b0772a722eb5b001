// A product of small matrices that lie in the nearest caches: no packing of A, whose elements are broadcast from any
// strides; B's rows are whole vectors.

#if W == 16
enum { SMALL_ROWS = 8 };
#else
enum { SMALL_ROWS = 4 };
#endif

typedef struct {
    const float *a;
    long a_row, a_column; // element (i,k) at a[i * a_row + k * a_column]
    const float *b;       // row k at b + k * b_row, readable in whole vectors
    long b_row;
    float *c;
    long c_row, columns;
    int accumulate;
} small_gemm_job;

INLINE void small_tile(const small_gemm_job *g, long i0, long n0, long depth, int rows, int vectors) {
    vf sum[SMALL_ROWS][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[i][v] = splat(0);
    const float *a = g->a + i0 * g->a_row, *b = g->b + n0;
    for (long k = 0; k < depth; k++, a += g->a_column, b += g->b_row) {
        vf x[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) x[v] = load(b + v * W);
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) {
            const vf y = splat(a[i * g->a_row]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[i][v] = fma_(y, x[v], sum[i][v]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            const long count = min_long(W, g->columns - n0 - v * W);
            float *c = g->c + (i0 + i) * g->c_row + n0 + v * W;
            vf y = sum[i][v];
            if (g->accumulate) y += LOAD(c, count);
            STORE(c, y, count);
        }
}

INLINE void small_columns(const small_gemm_job *g, long i0, long depth, int rows) {
    long n = 0;
    for (; n + W < g->columns; n += 2 * W) small_tile(g, i0, n, depth, rows, 2);
    if (n < g->columns) small_tile(g, i0, n, depth, rows, 1);
}

/// c[rows, columns] (+)= a[rows, depth] b[depth, columns]
static void small_gemm(long rows, long depth, small_gemm_job g) {
    long i = 0;
    for (; i + SMALL_ROWS <= rows; i += SMALL_ROWS) small_columns(&g, i, depth, SMALL_ROWS);
    if (SMALL_ROWS > 4 && i + 4 <= rows) small_columns(&g, i, depth, 4), i += 4;
    if (i + 2 <= rows) small_columns(&g, i, depth, 2), i += 2;
    if (i < rows) small_columns(&g, i, depth, 1);
}
