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

INLINE void small_tile(const small_gemm_job *g, long i0, long n0, long depth, int rows, int vectors, int whole) {
    vf sum[2 * SMALL_ROWS][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[i][v] = splat(0);
    const float *a = g->a + i0 * g->a_row, *b = g->b + n0;
    const long a_row = g->a_row, a_column = g->a_column, b_row = g->b_row;
    for (long k = 0; k < depth; k++, a += a_column, b += b_row) {
        vf x[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) x[v] = load(b + v * W);
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) {
            const vf y = splat(a[i * a_row]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[i][v] = fma_(y, x[v], sum[i][v]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            const long count = whole ? W : min_long(W, g->columns - n0 - v * W);
            float *c = g->c + (i0 + i) * g->c_row + n0 + v * W;
            vf y = sum[i][v];
            if (g->accumulate) y += LOAD(c, count);
            STORE(c, y, count);
        }
}

INLINE void small_columns(const small_gemm_job *g, long i0, long depth, int rows) {
    long n = 0;
    for (; n + 2 * W <= g->columns; n += 2 * W) small_tile(g, i0, n, depth, rows, 2, 1);
    if (n + W < g->columns) small_tile(g, i0, n, depth, rows, 2, 0);
    else if (n < g->columns) small_tile(g, i0, n, depth, rows, 1, 0);
}

/// c[rows, columns] (+)= a[rows, depth] b[depth, columns]
static void small_gemm(long rows, long depth, small_gemm_job g) {
    long i = 0;
    // One vector of columns takes twice the rows, so that enough sums are under way.
    if (g.columns == W)
        for (; i + 2 * SMALL_ROWS <= rows; i += 2 * SMALL_ROWS) small_tile(&g, i, 0, depth, 2 * SMALL_ROWS, 1, 1);
    for (; i + SMALL_ROWS <= rows; i += SMALL_ROWS) small_columns(&g, i, depth, SMALL_ROWS);
    if (SMALL_ROWS > 4 && i + 4 <= rows) small_columns(&g, i, depth, 4), i += 4;
    if (i + 2 <= rows) small_columns(&g, i, depth, 2), i += 2;
    if (i < rows) small_columns(&g, i, depth, 1);
}
