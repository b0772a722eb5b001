// Packed, register-tiled matrix product (Goto and van de Geijn, 2008): B in panels of GN columns, A in panels of GM
// rows, both GK deep; a tile of GM x GN of C stays in registers.

enum { GM = HK_GEMM_ROWS, GN = 2 * W, GK = 256 };

typedef struct {
    const hk_gemm *g;
    float *packed_b; // [k block][panel][GK][GN]
    long row_step, column_step, row_chunks, panels, blocks;
} gemm_job;

INLINE long gemm_depth(const gemm_job *j, long block) { return min_long(GK, j->g->k - block * GK); }

static void gemm_pack_b_chunk(void *context, long chunk, int thread) {
    const gemm_job *j = context;
    const hk_gemm *g = j->g;
    const long panel = chunk, n0 = panel * GN, columns = min_long(GN, g->n - n0);
    for (long block = 0; block < j->blocks; block++) {
        const long k0 = block * GK, depth = gemm_depth(j, block);
        float *out = j->packed_b + (block * j->panels + panel) * GK * GN;
        if (columns < GN) memset(out, 0, (size_t)(depth * GN) * 4);
        if (!g->transpose_b) {
            const float *b = g->b + k0 * g->ldb + n0;
            for (long k = 0; k < depth; k++) {
                if (columns == GN) {
                    store(out + k * GN, load(b + k * g->ldb));
                    store(out + k * GN + W, load(b + k * g->ldb + W));
                } else {
                    memcpy(out + k * GN, b + k * g->ldb, (size_t)columns * 4);
                }
            }
        } else {
            transpose(g->b + n0 * g->ldb + k0, g->ldb, columns, depth, out, GN, 1);
        }
    }
}

/// out[k * GM + r] = a[r, k] for W rows, zeros from row `count` on.
static void gemm_pack_rows(const float *a, long lda, long count, long depth, float *out) {
    for (long k = 0; k < depth; k += W) {
        const long width = min_long(W, depth - k);
        vf v[W];
#pragma clang loop unroll(full)
        for (int r = 0; r < W; r++) v[r] = r < count ? LOAD(a + r * lda + k, width) : splat(0);
        transpose_registers(v);
#pragma clang loop unroll(full)
        for (int i = 0; i < W; i++)
            if (i < width) store(out + (k + i) * GM, v[i]);
    }
}

/// Panels of GM rows, k by k. Each k is stored as whole vectors, whose ends the next ones overwrite: `out` has room for
/// one vector more.
static void gemm_pack_a(const hk_gemm *g, long m0, long rows, long k0, long depth, float *out) {
    for (long i0 = 0; i0 < rows; i0 += GM, out += GM * depth) {
        const long count = min_long(GM, rows - i0);
        if (g->transpose_a) {
            // Columns of the next panel may be read with this one's: nothing is stored of their sums.
            const float *a = g->a + k0 * g->lda + m0 + i0;
            const long left = g->m - m0 - i0;
            for (long k = 0; k < depth; k++, a += g->lda)
                for (long i = 0; i < GM; i += W) store(out + k * GM + i, i < left ? LOAD(a + i, min_long(W, left - i)) : splat(0));
        } else {
            for (long i = 0; i < GM; i += W) {
                const float *a = g->a + (m0 + i0 + i) * g->lda + k0;
                gemm_pack_rows(a, g->lda, count - i, depth, out + i);
            }
        }
    }
}

/// Whether the result is dropped out.
INLINE int gemm_drops(const hk_gemm *g) { return g->gate == NULL && g->dropout.threshold != 0; }

INLINE void gemm_gate_row(const hk_gemm *g, int kind, long row) {
    float *a = (float *)g->a + row * g->lda;
    const float *gate = g->gate + row * g->lda;
    const int masked = g->dropout.threshold != 0;
    const vf scale = splat(masked ? g->dropout.scale : 1.0f);
    FOR_VECTORS(i, c, 0, g->k) {
        vf d = LOAD(a + i, c) * activation_slope(kind, LOAD(gate + i, c));
        if (kind == HK_RELU) d *= scale;
        else if (masked) d *= dropout_factors(&g->dropout, (uint64_t)(row * g->k + i));
        STORE(a + i, d, c);
    }
}

/// Multiplies rows of a by the slope at the gate.
static void gemm_gate(const hk_gemm *g, long from, long to) {
    for (long row = from; row < to; row++) switch (g->gate_kind) {
        case HK_RELU: gemm_gate_row(g, HK_RELU, row); break;
        case HK_GELU: gemm_gate_row(g, HK_GELU, row); break;
        case HK_SILU: gemm_gate_row(g, HK_SILU, row); break;
        default: gemm_gate_row(g, g->gate_kind, row); break;
        }
}
static void gemm_gate_chunk(void *context, long chunk, int thread) {
    const hk_gemm *g = context;
    const long step = rows_a_chunk(g->k);
    gemm_gate(g, chunk * step, min_long(g->m, (chunk + 1) * step));
}

/// One tile: c[0..<rows, 0..<columns] (+)= a b, with bias, activation and dropout after the last block of k.
static void gemm_tile(long depth, const float *a, const float *b, float *c, long ldc, long rows, long columns,
                      int accumulate, const float *bias, int activation, float *pre, const hk_dropout *dropout,
                      uint64_t element, long element_row) {
    vf sum[GM][2];
    for (int i = 0; i < GM; i++) sum[i][0] = sum[i][1] = (vf){0};
    for (long k = 0; k < depth; k++) {
        const vf b0 = load(b), b1 = load(b + W);
#pragma clang loop unroll(full)
        for (int i = 0; i < GM; i++) {
            const vf x = splat(a[i]);
            sum[i][0] = fma_(x, b0, sum[i][0]);
            sum[i][1] = fma_(x, b1, sum[i][1]);
        }
        a += GM;
        b += GN;
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < GM; i++) {
        if (i >= rows) break;
        for (int half = 0; half < 2; half++) {
            const long n = min_long(W, columns - half * W);
            if (n <= 0) break;
            float *out = c + i * ldc + half * W;
            vf x = sum[i][half];
            if (accumulate) x += LOAD(out, n);
            if (bias != NULL) x += LOAD(bias + half * W, n);
            if (pre != NULL) STORE(pre + i * ldc + half * W, x, n);
            if (activation == HK_RELU) x = activate(HK_RELU, x);
            else if (activation == HK_GELU) x = activate(HK_GELU, x);
            else if (activation != HK_LINEAR) x = activate(activation, x);
            if (dropout != NULL) x *= dropout_factors(dropout, element + (uint64_t)(i * element_row + half * W));
            STORE(out, x, n);
        }
    }
}

static void gemm_chunk(void *context, long chunk, int thread);

static void row_sums(const hk_gemm *g) {
    for (long r = 0; r < g->m; r++) {
        vf sum = splat(0);
        FOR_VECTORS(k, c, 0, g->k) sum += LOAD(g->a + r * g->lda + k, c);
        g->row_sum[r] = sum_lanes(sum) + (g->accumulate ? g->row_sum[r] : 0);
    }
}

static void gemm(hk_pool *pool, const hk_gemm *g) {
    if (g->m <= 0 || g->n <= 0) return;
    if (g->gate != NULL) hk_parallel(pool, ceil_div(g->m, rows_a_chunk(g->k)), gemm_gate_chunk, (void *)g);
    if (g->row_sum != NULL) {
        if (g->transpose_a) column_sum(pool, g->k, g->m, g->a, g->lda, g->accumulate, g->row_sum);
        else row_sums(g);
    }
    gemm_job j = {.g = g, .panels = ceil_div(g->n, GN), .blocks = max_long(1, ceil_div(g->k, GK))};
    j.packed_b = hk_scratch(pool, -1, 1, (size_t)(j.blocks * j.panels * GK * GN) * 4);
    // About 16 chunks: rows first, then columns.
    j.row_step = min_long(12 * GM, max_long(GM, ceil_div(ceil_div(g->m, 16), GM) * GM));
    j.row_chunks = ceil_div(g->m, j.row_step);
    const long column_chunks = min_long(j.panels, max_long(1, 16 / j.row_chunks));
    j.column_step = ceil_div(j.panels, column_chunks);
    hk_parallel(pool, j.panels, gemm_pack_b_chunk, &j);
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, (size_t)(12 * GM * GK + 2 * W) * 4);
    typedef struct {
        gemm_job *job;
        hk_pool *pool;
    } pair;
    pair p = {&j, pool};
    hk_parallel(pool, j.row_chunks * ceil_div(j.panels, j.column_step), gemm_chunk, &p);
}

static void gemm_chunk(void *context, long chunk, int thread) {
    const struct {
        gemm_job *job;
        hk_pool *pool;
    } *p = context;
    const gemm_job *j = p->job;
    const hk_gemm *g = j->g;
    const long m0 = chunk % j->row_chunks * j->row_step, rows = min_long(j->row_step, g->m - m0);
    const long first = chunk / j->row_chunks * j->column_step, last = min_long(first + j->column_step, j->panels);
    float *packed_a = hk_scratch(p->pool, thread, 0, (size_t)(12 * GM * GK + 2 * W) * 4);
    for (long block = 0; block < j->blocks; block++) {
        const long depth = gemm_depth(j, block);
        const int ends = block == j->blocks - 1;
        gemm_pack_a(g, m0, rows, block * GK, depth, packed_a);
        for (long panel = first; panel < last; panel++) {
            const float *b = j->packed_b + (block * j->panels + panel) * GK * GN;
            const long n0 = panel * GN, columns = min_long(GN, g->n - n0);
            for (long i = 0; i < rows; i += GM) {
                const long at = (m0 + i) * g->ldc + n0;
                gemm_tile(depth, packed_a + i * depth, b, g->c + at, g->ldc, min_long(GM, rows - i), columns,
                          g->accumulate || block > 0, ends && g->bias != NULL ? g->bias + n0 : NULL,
                          ends ? g->activation : HK_LINEAR,
                          ends && g->pre_activation != NULL ? g->pre_activation + at : NULL,
                          ends && gemm_drops(g) ? &g->dropout : NULL, (uint64_t)((m0 + i) * g->n + n0), g->n);
            }
        }
    }
}
