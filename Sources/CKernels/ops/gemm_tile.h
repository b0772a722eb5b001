// A tile of the packed matrix product: up to GM rows and GN columns of c, whose sums stay in registers.
//
// Packed A holds GM rows k by k, packed B GN columns k by k. Sums run over k in order, whatever the tile's shape.

/// Rows and columns of a tile, depth of a block, and rows of the smaller tiles that the last ones are cut in.
enum { GM = HK_GEMM_ROWS, GN = 2 * W, GK = 256, GM_PART = HK_GEMM_ROWS > 4 ? 4 : 2 };

/// What becomes of a tile's sums: c (+)= sums, then bias, activation and dropout where they are given.
typedef struct {
    float *c, *pre;
    long ldc, rows, columns;
    int accumulate, activation;
    const float *bias;
    const hk_dropout *dropout; // of the element (0,0) and the next in a row of elements
    uint64_t element;
    long element_row;
} gemm_block;

INLINE void gemm_finish_as(const gemm_block *t, const float *sums, int activation) {
    for (long i = 0; i < t->rows; i++)
        FOR_VECTORS(n, count, 0, t->columns) {
            float *out = t->c + i * t->ldc + n;
            vf x = load(sums + i * GN + n);
            if (t->accumulate) x += LOAD(out, count);
            if (t->bias != NULL) x += LOAD(t->bias + n, count);
            if (t->pre != NULL) STORE(t->pre + i * t->ldc + n, x, count);
            x = activate(activation, x);
            if (t->dropout != NULL) x *= dropout_factors(t->dropout, t->element + (uint64_t)(i * t->element_row + n));
            STORE(out, x, count);
        }
}

static void gemm_finish(const gemm_block *t, const float *sums) {
    switch (t->activation) {
    case HK_LINEAR: gemm_finish_as(t, sums, HK_LINEAR); break;
    case HK_RELU: gemm_finish_as(t, sums, HK_RELU); break;
    case HK_GELU: gemm_finish_as(t, sums, HK_GELU); break;
    default: gemm_finish_as(t, sums, t->activation); break;
    }
}

INLINE void gemm_step(const float *a, const float *b, int height, int vectors, vf sum[GM][2]) {
    vf x[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) x[v] = load(b + v * W);
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++) {
        const vf y = splat(a[i]);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[i][v] = fma_(y, x[v], sum[i][v]);
    }
}

INLINE void gemm_store(const gemm_block *t, int height, int vectors, int adds, vf sum[GM][2]) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            float *out = t->c + i * t->ldc + v * W;
            store(out, adds ? sum[i][v] + load(out) : sum[i][v]);
        }
}

/// A tile of `height` rows and `vectors` vectors of columns.
INLINE void gemm_tile(long depth, const float *a, const float *b, const gemm_block *t, int height, int vectors) {
    vf sum[GM][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < GM; i++) sum[i][0] = sum[i][1] = splat(0);
    // c comes near meanwhile, a row a step.
    const long rows = min_long(t->rows, height), near = min_long(rows, depth);
    long k = 0;
    for (; k < near; k++, a += GM, b += GN) {
        __builtin_prefetch(t->c + k * t->ldc, 1);
        __builtin_prefetch(t->c + k * t->ldc + W, 1);
        gemm_step(a, b, height, vectors, sum);
    }
    for (; k < depth; k++, a += GM, b += GN) gemm_step(a, b, height, vectors, sum);
    const int plain = t->bias == NULL && t->pre == NULL && t->activation == HK_LINEAR && t->dropout == NULL;
    if (plain && rows == height && t->columns == vectors * W) {
        if (t->accumulate) gemm_store(t, height, vectors, 1, sum);
        else gemm_store(t, height, vectors, 0, sum);
        return;
    }
    float sums[GM * GN] __attribute__((aligned(64)));
    const gemm_block whole = {.c = sums, .ldc = GN};
    gemm_store(&whole, height, vectors, 0, sum);
    gemm_finish(t, sums);
}

static void gemm_tile_wide(long depth, const float *a, const float *b, const gemm_block *t) {
    gemm_tile(depth, a, b, t, GM, 2);
}
static void gemm_tile_narrow(long depth, const float *a, const float *b, const gemm_block *t) {
    gemm_tile(depth, a, b, t, GM, 1);
}
static void gemm_tile_wide_part(long depth, const float *a, const float *b, const gemm_block *t) {
    gemm_tile(depth, a, b, t, GM_PART, 2);
}
static void gemm_tile_narrow_part(long depth, const float *a, const float *b, const gemm_block *t) {
    gemm_tile(depth, a, b, t, GM_PART, 1);
}

/// The product of a panel of A, of which t->rows count, and one of B.
static void gemm_panels(long depth, const float *a, const float *b, gemm_block t) {
    const int narrow = t.columns <= W;
    if (round_up_to(t.rows, GM_PART) >= GM) {
        if (narrow) gemm_tile_narrow(depth, a, b, &t);
        else gemm_tile_wide(depth, a, b, &t);
        return;
    }
    const long rows = t.rows;
    for (long i = 0; i < rows; i += GM_PART) {
        t.rows = min_long(GM_PART, rows - i);
        if (narrow) gemm_tile_narrow_part(depth, a + i, b, &t);
        else gemm_tile_wide_part(depth, a + i, b, &t);
        t.c += GM_PART * t.ldc;
        if (t.pre != NULL) t.pre += GM_PART * t.ldc;
        t.element += (uint64_t)(GM_PART * t.element_row);
    }
}
