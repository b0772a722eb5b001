// Packed, register-tiled matrix product (Goto and van de Geijn, 2008): B in panels of GN columns, A in panels of GM
// rows, both GK deep, multiplied by the tiles of gemm_tile.h.

#include "gemm_gate.h"
#include "gemm_tile.h"

/// Rows of a chunk at most, and bytes of them packed.
enum { GEMM_ROWS = 12 * GM, GEMM_PACKED_A = (GEMM_ROWS * GK + 2 * W) * 4 };

typedef struct {
    const hk_gemm *g;
    hk_pool *pool;
    float *packed_b; // [k block][panel][GK][GN]
    long row_step, column_step, row_chunks, panels, blocks;
} gemm_job;

INLINE long gemm_depth(const gemm_job *j, long block) { return min_long(GK, j->g->k - block * GK); }

/// One block of one panel; columns beyond the last are zeros or, where a tile reads none of a vector, not written.
static void gemm_pack_b_chunk(void *context, long chunk, int thread) {
    const gemm_job *j = context;
    const hk_gemm *g = j->g;
    const long block = chunk / j->panels, n0 = chunk % j->panels * GN, columns = min_long(GN, g->n - n0);
    const long k0 = block * GK, depth = gemm_depth(j, block), second = columns - W;
    float *out = j->packed_b + chunk * GK * GN;
    if (g->transpose_b) {
        transpose(g->b + n0 * g->ldb + k0, g->ldb, columns, depth, out, GN, 1);
        return;
    }
    const float *b = g->b + k0 * g->ldb + n0;
    for (long k = 0; k < depth; k++, b += g->ldb, out += GN) {
        store(out, LOAD(b, min_long(W, columns)));
        if (second > 0) store(out + W, LOAD(b + W, second));
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

/// Panels of GM rows, k by k. gemm_pack_rows stores whole vectors, whose ends the next ones overwrite: `out` has room
/// for one more.
static void gemm_pack_a(const hk_gemm *g, long m0, long rows, long k0, long depth, float *out) {
    if (!g->transpose_a) {
        for (long i0 = 0; i0 < rows; i0 += GM, out += GM * depth)
            for (long i = 0; i < GM; i += W)
                gemm_pack_rows(g->a + (m0 + i0 + i) * g->lda + k0, g->lda, min_long(GM, rows - i0) - i, depth, out + i);
        return;
    }
    // All panels together, because neighbours share cache lines. Columns beyond the last row of op(a) that counts may be
    // read with it: nothing is stored of their sums.
    const float *a = g->a + k0 * g->lda + m0;
    const long left = g->m - m0;
    for (long k = 0; k < depth; k++, a += g->lda)
        for (long i0 = 0; i0 < rows; i0 += GM) {
            float *to = out + i0 * depth + k * GM;
            for (long i = 0; i < GM; i += W) {
                const long count = min_long(W, left - i0 - i);
                STORE(to + i, count > 0 ? LOAD(a + i0 + i, count) : splat(0), min_long(W, GM - i));
            }
        }
}

/// Sums of rows of a that is not transposed.
static void row_sums(const hk_gemm *g, long from, long to) {
    for (long r = from; r < to; r++) {
        vf sum = splat(0);
        FOR_VECTORS(k, c, 0, g->k) sum += LOAD(g->a + r * g->lda + k, c);
        g->row_sum[r] = sum_lanes(sum) + (g->accumulate ? g->row_sum[r] : 0);
    }
}

static void gemm_chunk(void *context, long chunk, int thread) {
    const gemm_job *j = context;
    const hk_gemm *g = j->g;
    const long m0 = chunk % j->row_chunks * j->row_step, rows = min_long(j->row_step, g->m - m0);
    const long first = chunk / j->row_chunks * j->column_step, last = min_long(first + j->column_step, j->panels);
    float *packed_a = hk_scratch(j->pool, thread, 0, GEMM_PACKED_A);
    for (long block = 0; block < j->blocks; block++) {
        const long depth = gemm_depth(j, block);
        const int ends = block == j->blocks - 1;
        gemm_pack_a(g, m0, rows, block * GK, depth, packed_a);
        for (long panel = first; panel < last; panel++) {
            const float *b = j->packed_b + (block * j->panels + panel) * GK * GN;
            const long n0 = panel * GN;
            for (long i = 0; i < rows; i += GM) {
                const long at = (m0 + i) * g->ldc + n0;
                gemm_panels(depth, packed_a + i * depth, b,
                            (gemm_block){
                                .c = g->c + at, .pre = ends && g->pre_activation != NULL ? g->pre_activation + at : NULL,
                                .ldc = g->ldc, .rows = min_long(GM, rows - i), .columns = min_long(GN, g->n - n0),
                                .accumulate = g->accumulate || block > 0, .activation = ends ? g->activation : HK_LINEAR,
                                .bias = ends && g->bias != NULL ? g->bias + n0 : NULL,
                                .dropout = ends && gemm_drops(g) ? &g->dropout : NULL,
                                .element = (uint64_t)((m0 + i) * g->n + n0), .element_row = g->n,
                            });
            }
        }
    }
}

static void gemm(hk_pool *pool, const hk_gemm *g) {
    if (g->m <= 0 || g->n <= 0) return;
    if (g->gate != NULL) hk_parallel(pool, ceil_div(g->m, rows_a_chunk(g->k)), gemm_gate_chunk, (void *)g);
    if (g->row_sum != NULL) {
        if (g->transpose_a) column_sum(pool, g->k, g->m, g->a, g->lda, g->accumulate, g->row_sum);
        else row_sums(g, 0, g->m);
    }
    gemm_job j = {.g = g, .pool = pool, .panels = ceil_div(g->n, GN), .blocks = max_long(1, ceil_div(g->k, GK))};
    j.packed_b = hk_scratch(pool, -1, 1, (size_t)(j.blocks * j.panels * GK * GN) * 4);
    // About 16 chunks: rows first, then columns.
    j.row_step = min_long(GEMM_ROWS, max_long(GM, ceil_div(ceil_div(g->m, 16), GM) * GM));
    j.row_chunks = ceil_div(g->m, j.row_step);
    const long column_chunks = min_long(j.panels, max_long(1, 16 / j.row_chunks));
    j.column_step = ceil_div(j.panels, column_chunks);
    hk_parallel(pool, j.blocks * j.panels, gemm_pack_b_chunk, &j);
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, GEMM_PACKED_A);
    hk_parallel(pool, j.row_chunks * ceil_div(j.panels, j.column_step), gemm_chunk, &j);
}
