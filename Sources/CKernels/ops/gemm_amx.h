// Matrix product at float32's accuracy on AMX's 8-bit integer tiles.
//
// Each row of op(a) and each column of op(b) is scaled by its largest element to integers of 24 bits, q = d1 2^16 + d2
// 2^8 + d3 with signed digits d of 8 bits. The products of digits are summed exactly in 32 bits: P0 = d1 d1', P1 = d1 d2'
// + d2 d1', P2 = d1 d3' + d2 d2' + d3 d1', and c = scale scale' 2^16 (2^16 P0 + 2^8 P1 + P2). What is left out is at
// most 2^-22.9 of (largest of the row) * (largest of the column) a term, as if float32 rounded both. After Ootomo, Ozaki and
// Yokota, "DGEMM on integer matrix multiplication unit" (2024).
//
// A row or column that holds an infinity or a NaN gives NaN. The last places differ from those of gemm.h, which is what a
// machine without tiles runs (see dispatch.c), and small products here.

#include "quantise.h"

typedef struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
} tile_configuration;

INLINE void tiles_begin(void) {
    tile_configuration c = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        c.row_bytes[i] = 64;
        c.rows[i] = 16;
    }
    _tile_loadconfig(&c);
}

typedef struct {
    const hk_gemm *g;
    hk_pool *pool;
    int8_t *b;       // quantised: [block of k][group of 16 columns][steps][3][tile]
    float *b_scales; // [block of k][column]
    long blocks, b_groups, pack_groups, row_step;
} amx_job;

INLINE long amx_depth(const amx_job *j, long block) { return min_long(QUANT_DEPTH, j->g->k - block * QUANT_DEPTH); }
/// Bytes of 16 rows or columns of a block.
INLINE long amx_group(const amx_job *j, long block) { return ceil_div(amx_depth(j, block), QK) * 3 * QUANT_TILE; }
INLINE int8_t *amx_b(const amx_job *j, long block, long group) {
    return j->b + block * j->b_groups * (QUANT_DEPTH / QK * 3 * QUANT_TILE) + group * amx_group(j, block);
}

static void amx_pack_b_chunk(void *context, long chunk, int thread) {
    const amx_job *j = context;
    const hk_gemm *g = j->g;
    const long packs = ceil_div(j->b_groups, j->pack_groups), block = chunk / packs;
    const long first = chunk % packs * j->pack_groups, count = min_long(g->n, (first + j->pack_groups) * 16) - first * 16;
    const long k0 = block * QUANT_DEPTH, bytes = amx_group(j, block);
    const float *x = g->transpose_b ? g->b + first * 16 * g->ldb + k0 : g->b + k0 * g->ldb + first * 16;
    if (count > 0)
        amx_quantise(x, g->ldb, g->transpose_b, count, amx_depth(j, block), g->transpose_b,
                     j->b_scales + (block * j->b_groups + first) * 16, amx_b(j, block, first), bytes, NULL);
    // The last group may stand alone; blocks of two need a second one.
    for (long i = max_long(first, ceil_div(g->n, 16)); i < min_long(first + j->pack_groups, j->b_groups); i++)
        memset(amx_b(j, block, i), 0, (size_t)bytes);
}

/// What turns the sums of one 16 x 32 block into elements of c.
typedef struct {
    const int32_t *sums;
    const float *a_scales, *b_scales, *bias;
    float *c, *pre;
    long ldc, rows, columns;
    int accumulate, activation;
    const hk_dropout *dropout; // of the element (0,0) and the next in a row of elements
    uint64_t element;
    long element_row;
} amx_block;

INLINE void amx_finish_half(const amx_block *f, long half, long from, long to, long columns, int activation, int plain) {
    const vf b_scale = load(f->b_scales + half) * splat(65536);
    const vf shift = plain || f->bias == NULL ? splat(0) : LOAD(f->bias + half, columns);
    for (long r = from; r < to; r++) {
        const int32_t *p = f->sums + half * 48 + r * 16;
        const vi p0 = *(const vi *)p, p1 = *(const vi *)(p + 256), p2 = *(const vi *)(p + 512);
        vf x = fma_(__builtin_convertvector(p1, vf), splat(256), __builtin_convertvector(p2, vf));
        x = fma_(__builtin_convertvector(p0, vf), splat(65536), x);
        x = fma_(x * splat(f->a_scales[r]), b_scale, shift);
        float *out = f->c + r * f->ldc + half;
        if (f->accumulate) x += LOAD(out, columns);
        if (!plain && f->pre != NULL) STORE(f->pre + r * f->ldc + half, x, columns);
        if (!plain) x = activate(activation, x);
        if (!plain && f->dropout != NULL)
            x *= dropout_factors(f->dropout, f->element + (uint64_t)(r * f->element_row + half));
        STORE(out, x, columns);
    }
}

/// Rows from ..< to of a block.
static void amx_finish(const amx_block *f, long from, long to) {
    if (to > f->rows) to = f->rows;
    const int plain = f->bias == NULL && f->pre == NULL && f->activation == HK_LINEAR && f->dropout == NULL;
    for (long half = 0; half < f->columns; half += W) {
        const long columns = min_long(W, f->columns - half);
        if (columns == W && plain) amx_finish_half(f, half, from, to, W, HK_LINEAR, 1);
        else if (columns == W && f->activation == HK_LINEAR) amx_finish_half(f, half, from, to, W, HK_LINEAR, 0);
        else if (columns == W && f->activation == HK_RELU) amx_finish_half(f, half, from, to, W, HK_RELU, 0);
        else if (f->activation == HK_GELU) amx_finish_half(f, half, from, to, columns, HK_GELU, 0);
        else amx_finish_half(f, half, from, to, columns, f->activation, 0);
    }
}

/// P0, P1, P2 of 16 rows and 32 columns (two groups of 16). Sums of one tile are apart, because each takes as long as
/// four; a load serves twice where it can. Between the steps a part of the block before is finished, so that the vector
/// units work while the tiles do.
INLINE void amx_tiles(long bytes, const int8_t *a, const int8_t *b, int32_t *out, const amx_block *before) {
    const int8_t *c = b + bytes, *end = a + bytes;
    const long rows = ceil_div(16 * 3 * QUANT_TILE, bytes);
    long row = 0;
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    _tile_zero(4);
    _tile_zero(5);
#define LOAD_A(digit) _tile_loadd(6, a + ((digit)-1) * QUANT_TILE, 64);
#define LOAD_B(group, digit) _tile_loadd(7, (group) + ((digit)-1) * QUANT_TILE, 64);
#define SUM(accumulator) _tile_dpbssd(accumulator, 6, 7);
    for (; a < end; a += 3 * QUANT_TILE, b += 3 * QUANT_TILE, c += 3 * QUANT_TILE, row += rows) {
        LOAD_B(b, 1) LOAD_A(3) SUM(2)
        LOAD_A(1) SUM(0)
        LOAD_A(2) SUM(1)
        LOAD_B(b, 2) SUM(2)
        LOAD_B(c, 2) SUM(5)
        LOAD_B(c, 1) SUM(4)
        LOAD_A(3) SUM(5)
        LOAD_A(1) SUM(3)
        LOAD_B(b, 3) SUM(2)
        LOAD_B(c, 3) SUM(5)
        LOAD_B(b, 2) SUM(1)
        LOAD_B(c, 2) SUM(4)
        if (row < before->rows) amx_finish(before, row, row + rows);
    }
#undef LOAD_A
#undef LOAD_B
#undef SUM
    _tile_stored(0, out, 64);
    _tile_stored(1, out + 256, 64);
    _tile_stored(2, out + 512, 64);
    _tile_stored(3, out + 768, 64);
    _tile_stored(4, out + 1024, 64);
    _tile_stored(5, out + 1280, 64);
}

/// Rows of a chunk at most, and the columns whose tiles stay in the second cache while its rows pass by.
enum { AMX_ROWS = 256, AMX_COLUMNS = 256 };

static void amx_chunk(void *context, long chunk, int thread) {
    const amx_job *j = context;
    const hk_gemm *g = j->g;
    const long m0 = chunk * j->row_step, rows = min_long(j->row_step, g->m - m0);
    int8_t *a = hk_scratch(j->pool, thread, 0, (size_t)(AMX_ROWS * QUANT_DEPTH * 3));
    float a_scales[AMX_ROWS];
    int32_t sums[2][1536] __attribute__((aligned(64)));
    amx_block before = {0};
    int turn = 0;
    const int sums_wanted = g->row_sum != NULL && g->transpose_a;
    if (sums_wanted && !g->accumulate) memset(g->row_sum + m0, 0, (size_t)rows * 4);
    if (g->gate != NULL) gemm_gate(g, m0, m0 + rows);
    if (g->row_sum != NULL && !g->transpose_a) row_sums(g, m0, m0 + rows);
    tiles_begin();
    for (long block = 0; block < j->blocks; block++) {
        const long k0 = block * QUANT_DEPTH, bytes = amx_group(j, block);
        const int ends = block == j->blocks - 1;
        amx_finish(&before, 0, before.rows);
        before.rows = 0;
        amx_quantise(g->transpose_a ? g->a + k0 * g->lda + m0 : g->a + m0 * g->lda + k0, g->lda, !g->transpose_a, rows,
                     amx_depth(j, block), g->transpose_a, a_scales, a, bytes, sums_wanted ? g->row_sum + m0 : NULL);
        for (long n0 = 0; n0 < g->n; n0 += AMX_COLUMNS) {
            const long n1 = min_long(n0 + AMX_COLUMNS, g->n);
            for (long m = 0; m < rows; m += 16) {
                for (long n = n0; n < n1; n += 32, turn = !turn) {
                    const long at = (m0 + m) * g->ldc + n;
                    const long count = min_long(16, rows - m);
                    for (long r = 0; r < count && bytes > 6 * QUANT_TILE; r++) {
                        __builtin_prefetch(g->c + at + r * g->ldc, 1);
                        __builtin_prefetch(g->c + at + r * g->ldc + W, 1);
                    }
                    amx_tiles(bytes, a + m / 16 * bytes, amx_b(j, block, n / 16), sums[turn], &before);
                    before = (amx_block){
                        .sums = sums[turn], .a_scales = a_scales + m,
                        .b_scales = j->b_scales + block * j->b_groups * 16 + n,
                        .bias = ends && g->bias != NULL ? g->bias + n : NULL, .c = g->c + at,
                        .pre = ends && g->pre_activation != NULL ? g->pre_activation + at : NULL, .ldc = g->ldc,
                        .rows = count, .columns = min_long(32, n1 - n),
                        .accumulate = g->accumulate || block > 0, .activation = ends ? g->activation : HK_LINEAR,
                        .dropout = ends && gemm_drops(g) ? &g->dropout : NULL,
                        .element = (uint64_t)((m0 + m) * g->n + n), .element_row = g->n,
                    };
                }
            }
        }
    }
    amx_finish(&before, 0, before.rows);
    _tile_release();
}

static void gemm_amx(hk_pool *pool, const hk_gemm *g) {
    if (g->m < 32 || g->n < 16 || g->k < 32) {
        gemm(pool, g);
        return;
    }
    amx_job j = {.g = g, .pool = pool, .blocks = ceil_div(g->k, QUANT_DEPTH),
                 .b_groups = round_up_to(ceil_div(g->n, 16), 2)};
    const long depth = (j.blocks - 1) * QUANT_DEPTH + amx_group(&j, j.blocks - 1) / (3 * QUANT_TILE) * QK;
    const size_t scales = (size_t)(j.blocks * j.b_groups * 16) * 4;
    j.b_scales = hk_scratch(pool, -1, 1, scales + (size_t)(depth * j.b_groups * 16 * 3));
    j.b = (int8_t *)j.b_scales + scales;
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, (size_t)(AMX_ROWS * QUANT_DEPTH * 3));
    j.pack_groups = min_long(QUANT_GROUPS, max_long(2, j.b_groups / 8));
    hk_parallel(pool, j.blocks * ceil_div(j.b_groups, j.pack_groups), amx_pack_b_chunk, &j);
    // A multiple of four or eight chunks, as even as can be. Wide products read all of b for each: fewer of them.
    const long chunks = round_up_to(ceil_div(g->m, AMX_ROWS), g->n > 2 * AMX_COLUMNS ? 4 : 8);
    j.row_step = round_up_to(ceil_div(g->m, chunks), 16);
    hk_parallel(pool, ceil_div(g->m, j.row_step), amx_chunk, &j);
}
