// Matrix product at float32's accuracy on AMX's 8-bit integer tiles.
//
// Each row of op(a) and each column of op(b) is scaled by its largest element to integers of 24 bits, q = d1 2^16 + d2
// 2^8 + d3 with signed digits d of 8 bits. The products of digits are summed exactly in 32 bits: P0 = d1 d1', P1 = d1 d2'
// + d2 d1', P2 = d1 d3' + d2 d2' + d3 d1', and c = scale scale' 2^16 (2^16 P0 + 2^8 P1 + P2). What is left out is below
// 2^-24 of (largest of the row) * (largest of the column) a term, as float32's own rounding is. After Ootomo, Ozaki and
// Yokota, "DGEMM on integer matrix multiplication unit" (2024).
//
// A row or column that holds an infinity or a NaN gives NaN.
//
// Tiles are of 16 rows of 64 bytes. Of 64 neighbours in k, byte 4 i + j of a tile's row holds k = 16 j + i: the order that
// comes without shuffling when four vectors of digits are woven together; both operands keep to it.

enum { QK = 64, QUANT_DEPTH = 1024, QUANT_TILE = 1024 };
enum { QUANT_TOP = 0x7f7f7f }; // the largest integer of three digits
// Integer sums stay below 2^31: QUANT_DEPTH * 3 * 2^14.

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

INLINE vi digits(vf x, vf inverse) {
    const vf middle = splat(8421504.0f); // 0x808080: all digits become bytes 0...255 around 128
    return (vi)_mm512_cvtps_epi32((__m512)fma_(x, inverse, middle)) ^ 0x808080;
}

/// Weaves four vectors of digits: out[d] holds digit d + 1 of each.
INLINE void weave(vi a, vi b, vi c, vi d, vi out[3]) {
    const vi even = splat_int(0x00ff00ff), low = splat_int(0xffff);
    const vi ab0 = (a & even) | ((b << 8) & ~even), ab1 = ((vi)((vu)a >> 8) & even) | (b & ~even);
    const vi cd0 = (c & even) | ((d << 8) & ~even), cd1 = ((vi)((vu)c >> 8) & even) | (d & ~even);
    out[0] = ((vi)((vu)ab0 >> 16) & low) | (cd0 & ~low);
    out[1] = (ab1 & low) | ((cd1 << 16) & ~low);
    out[2] = (ab0 & low) | ((cd0 << 16) & ~low);
}

INLINE vi magnitude(vf x) {
    vi bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & 0x7fffffff;
}
INLINE vi max_int(vi a, vi b) { return (vi)_mm512_max_epi32((__m512i)a, (__m512i)b); }

/// Scales from the largest magnitudes (as bits): NaN where one is not finite.
INLINE void quant_scales(vi top, vf *scale, vf *inverse) {
    vf largest = max_(as_float(top), splat(1e-30f));
    *inverse = splat((float)QUANT_TOP) / largest;
    *scale = select_(top >= splat_int(0x7f800000), splat(NAN), largest * splat(1.0f / (float)QUANT_TOP));
}

INLINE void store_tile(vi r[3][16], int turn, int8_t *out) {
#pragma clang loop unroll(full)
    for (int d = 0; d < 3; d++) {
        if (turn) {
            vf f[W];
            memcpy(f, r[d], sizeof f);
            transpose_registers(f);
            memcpy(out + d * QUANT_TILE, f, sizeof f);
        } else {
            memcpy(out + d * QUANT_TILE, r[d], 16 * 64);
        }
    }
}

/// Quantises `count` <= 16 rows, k contiguous: tiles of row r (turned: of column r) for every 64 of depth.
static void quantise_rows(const float *x, long stride, long count, long depth, int turn, float *scales, int8_t *out) {
    vf inverse[16];
    for (long r = 0; r < 16; r++) {
        vi top = splat_int(0);
        if (r < count) {
            const float *row = x + r * stride;
            FOR_VECTORS(k, c, 0, depth) top = max_int(top, magnitude(LOAD(row + k, c)));
        }
        vf scale;
        quant_scales(splat_int(_mm512_reduce_max_epi32((__m512i)top)), &scale, &inverse[r]);
        scales[r] = scale[0];
    }
    for (long k0 = 0; k0 < depth; k0 += QK, out += 3 * QUANT_TILE) {
        const long left = depth - k0;
        vi r3[3][16];
        for (long r = 0; r < 16; r++) {
            vi q[4], w[3];
            const float *row = x + r * stride + k0;
#pragma clang loop unroll(full)
            for (int j = 0; j < 4; j++) {
                const long n = left - j * W;
                vf v = r >= count || n <= 0 ? splat(0) : n >= W ? load(row + j * W) : load_part(row + j * W, n);
                q[j] = digits(v, inverse[r]);
            }
            weave(q[0], q[1], q[2], q[3], w);
            for (int d = 0; d < 3; d++) r3[d][r] = w[d];
        }
        if (turn) store_tile(r3, 1, out);
        else store_tile(r3, 0, out);
    }
}

/// Quantises `count` <= 16 columns, k down the rows: tiles of column c (turned: of row c) for every 64 of depth.
static void quantise_columns(const float *x, long stride, long count, long depth, int turn, float *scales,
                             int8_t *out) {
    vi top = splat_int(0);
    for (long k = 0; k < depth; k++) top = max_int(top, magnitude(LOAD(x + k * stride, count)));
    vf scale, inverse;
    quant_scales(top, &scale, &inverse);
    store(scales, scale);
    for (long k0 = 0; k0 < depth; k0 += QK, out += 3 * QUANT_TILE) {
        vi r3[3][16];
        for (long i = 0; i < 16; i++) {
            vi q[4], w[3];
#pragma clang loop unroll(full)
            for (int j = 0; j < 4; j++) {
                const long k = k0 + 16 * j + i;
                q[j] = digits(k < depth ? LOAD(x + k * stride, count) : splat(0), inverse);
            }
            weave(q[0], q[1], q[2], q[3], w);
            for (int d = 0; d < 3; d++) r3[d][i] = w[d];
        }
        if (turn) store_tile(r3, 1, out);
        else store_tile(r3, 0, out);
    }
}

typedef struct {
    const hk_gemm *g;
    hk_pool *pool;
    int8_t *b;       // [k block][16 columns][steps][3][tile]
    float *b_scales; // [k block][columns]
    long blocks, columns16, row_step, row_chunks, column_step;
} amx_job;

INLINE long amx_depth(const amx_job *j, long block) { return min_long(QUANT_DEPTH, j->g->k - block * QUANT_DEPTH); }
INLINE long amx_steps(const amx_job *j, long block) { return ceil_div(amx_depth(j, block), QK); }
INLINE int8_t *amx_b(const amx_job *j, long block, long n16) {
    const long full = QUANT_DEPTH / QK * 3 * QUANT_TILE;
    return j->b + block * j->columns16 * full + n16 * amx_steps(j, block) * 3 * QUANT_TILE;
}

static void amx_pack_b_chunk(void *context, long n16, int thread) {
    const amx_job *j = context;
    const hk_gemm *g = j->g;
    const long n0 = n16 * 16, count = min_long(16, g->n - n0);
    for (long block = 0; block < j->blocks; block++) {
        const long k0 = block * QUANT_DEPTH, depth = amx_depth(j, block);
        float *scales = j->b_scales + block * j->columns16 * 16 + n0;
        int8_t *out = amx_b(j, block, n16);
        if (g->transpose_b) quantise_rows(g->b + n0 * g->ldb + k0, g->ldb, count, depth, 1, scales, out);
        else quantise_columns(g->b + k0 * g->ldb + n0, g->ldb, count, depth, 0, scales, out);
    }
}

/// P0, P1, P2 of 32 rows (two groups of 16) and 16 columns. Sums of one tile are four instructions apart, because each
/// takes as long as four.
INLINE void amx_tiles(long steps, const int8_t *a, long a_group, const int8_t *b, int32_t *out) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    _tile_zero(4);
    _tile_zero(5);
    for (long s = 0; s < steps; s++, a += 3 * QUANT_TILE, b += 3 * QUANT_TILE) {
        const int8_t *c = a + a_group;
#define A(group, digit) ((group) + ((digit)-1) * QUANT_TILE)
#define STEP(accumulator, group, digit)                                                                                \
    _tile_loadd(6, A(group, digit), 64);                                                                               \
    _tile_dpbssd(accumulator, 6, 7);
        _tile_loadd(7, A(b, 1), 64);
        STEP(2, a, 3)
        STEP(5, c, 3)
        STEP(0, a, 1)
        STEP(3, c, 1)
        _tile_loadd(7, A(b, 2), 64);
        STEP(2, a, 2)
        STEP(5, c, 2)
        STEP(1, a, 1)
        STEP(4, c, 1)
        _tile_loadd(7, A(b, 3), 64);
        STEP(2, a, 1)
        STEP(5, c, 1)
        _tile_loadd(7, A(b, 1), 64);
        STEP(1, a, 2)
        STEP(4, c, 2)
#undef STEP
#undef A
    }
    _tile_stored(0, out, 64);
    _tile_stored(1, out + 256, 64);
    _tile_stored(2, out + 512, 64);
    _tile_stored(3, out + 768, 64);
    _tile_stored(4, out + 1024, 64);
    _tile_stored(5, out + 1280, 64);
}

/// c[0..<rows, 0..<columns] from the sums of one group of 16 rows.
INLINE void amx_finish(const int32_t *p, const float *a_scales, vf b_scale, float *c, long ldc, long rows, long columns,
                       int accumulate, const float *bias, int activation, float *pre) {
    const vf shift = bias != NULL ? LOAD(bias, columns) : splat(0);
    for (long r = 0; r < rows; r++) {
        const vi p0 = *(const vi *)(p + r * 16), p1 = *(const vi *)(p + 256 + r * 16), p2 = *(const vi *)(p + 512 + r * 16);
        vf x = fma_(__builtin_convertvector(p1, vf), splat(256), __builtin_convertvector(p2, vf));
        x = fma_(__builtin_convertvector(p0, vf), splat(65536), x);
        x = fma_(x * splat(a_scales[r]), b_scale, shift);
        float *out = c + r * ldc;
        if (accumulate) x += LOAD(out, columns);
        if (pre != NULL) STORE(pre + r * ldc, x, columns);
        if (activation == HK_RELU) x = activate(HK_RELU, x);
        else if (activation == HK_GELU) x = activate(HK_GELU, x);
        else if (activation != HK_LINEAR) x = activate(activation, x);
        STORE(out, x, columns);
    }
}

INLINE size_t amx_a_bytes(const amx_job *j) {
    const long depth = min_long(QUANT_DEPTH, ceil_div(j->g->k, QK) * QK);
    return (size_t)(j->row_step * depth * 3);
}

static void amx_chunk(void *context, long chunk, int thread) {
    const amx_job *j = context;
    const hk_gemm *g = j->g;
    const long m0 = chunk % j->row_chunks * j->row_step, rows = min_long(j->row_step, g->m - m0);
    const long first = chunk / j->row_chunks * j->column_step, last = min_long(first + j->column_step, j->columns16);
    int8_t *packed = hk_scratch(j->pool, thread, 0, amx_a_bytes(j));
    float *scales = hk_scratch(j->pool, thread, 1, (size_t)j->row_step * 4);
    int32_t sums[1536] __attribute__((aligned(64)));
    tiles_begin();
    for (long block = 0; block < j->blocks; block++) {
        const long k0 = block * QUANT_DEPTH, depth = amx_depth(j, block), steps = amx_steps(j, block);
        const long group = steps * 3 * QUANT_TILE;
        for (long r = 0; r < round_up_to(rows, 32); r += 16) {
            const long count = max_long(0, min_long(16, rows - r)), at = m0 + min_long(r, rows - 1);
            int8_t *out = packed + r / 16 * group;
            if (g->transpose_a) {
                if (count == 0) memset(out, 0, (size_t)group);
                else quantise_columns(g->a + k0 * g->lda + at, g->lda, count, depth, 1, scales + r, out);
            } else {
                quantise_rows(g->a + at * g->lda + k0, g->lda, count, depth, 0, scales + r, out);
            }
        }
        const int ends = block == j->blocks - 1;
        for (long n16 = first; n16 < last; n16++) {
            const long n0 = n16 * 16, columns = min_long(16, g->n - n0);
            const vf b_scale = load(j->b_scales + block * j->columns16 * 16 + n0) * splat(65536);
            const float *bias = ends && g->bias != NULL ? g->bias + n0 : NULL;
            for (long r = 0; r < rows; r += 32) {
                amx_tiles(steps, packed + r / 16 * group, group, amx_b(j, block, n16), sums);
                for (long half = 0; half < 32 && r + half < rows; half += 16) {
                    const long at = (m0 + r + half) * g->ldc + n0;
                    amx_finish(sums + half * 48, scales + r + half, b_scale, g->c + at, g->ldc,
                               min_long(16, rows - r - half), columns, g->accumulate || block > 0, bias,
                               ends ? g->activation : HK_LINEAR,
                               ends && g->pre_activation != NULL ? g->pre_activation + at : NULL);
                }
            }
        }
    }
    _tile_release();
}

static void gemm_amx(hk_pool *pool, const hk_gemm *g) {
    if (g->m < 32 || g->n < 16 || g->k < 32) {
        gemm(pool, g);
        return;
    }
    amx_job j = {.g = g, .pool = pool, .blocks = ceil_div(g->k, QUANT_DEPTH), .columns16 = ceil_div(g->n, 16)};
    const long full = QUANT_DEPTH / QK * 3 * QUANT_TILE;
    const long last = amx_steps(&j, j.blocks - 1) * 3 * QUANT_TILE;
    j.b = hk_scratch(pool, -1, 1, (size_t)(((j.blocks - 1) * full + last) * j.columns16));
    j.b_scales = hk_scratch(pool, -1, 2, (size_t)(j.blocks * j.columns16 * 16) * 4);
    j.row_step = min_long(128, round_up_to(ceil_div(g->m, 16), 32));
    j.row_chunks = ceil_div(g->m, j.row_step);
    const long column_chunks = min_long(j.columns16, max_long(1, 16 / j.row_chunks));
    j.column_step = ceil_div(j.columns16, column_chunks);
    for (int t = 0; t < hk_pool_threads(pool); t++) {
        hk_scratch(pool, t, 0, amx_a_bytes(&j));
        hk_scratch(pool, t, 1, (size_t)j.row_step * 4);
    }
    hk_parallel(pool, j.columns16, amx_pack_b_chunk, &j);
    hk_parallel(pool, j.row_chunks * ceil_div(j.columns16, j.column_step), amx_chunk, &j);
}
