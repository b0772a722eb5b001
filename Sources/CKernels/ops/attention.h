// Attention of H heads, forward and backward, one (batch, head) at a time in the nearest caches; probabilities are drawn
// again from the kept maximum and sum of each row, never stored (Dao et al., FlashAttention, 2022).
//
// Of one head: Q [T,d], K and V [S,d], logits Z = scale Q K' + mask, P = softmax(Z), M dropout factors, O = (P M) V.
// dV = (P M)' dO;  dZ = P (M (dO V') - D) scale with D_i = sum over j of P M (dO V');  dQ = dZ K;  dK = dZ' Q.
// Relative positions: Z[i,j] += scale q_i . E[L-1-(i-j)], j <= i. With F the last T rows of E that is R[i,T-1-i+j] for
// R = Q F'; then dQ += dR F and dF = dR' Q.
//
// A block of BLOCK queries is worked on with the queries in the vectors' lanes: Z' [S,BLOCK], so that maxima and sums
// run down the keys without crossing lanes.

enum { BLOCK = 2 * W };

typedef struct {
    hk_pool *pool;
    const hk_attention *a;
    long heads_a_chunk, scratch;
    float *partial; // gradients of F, one [T,dp] a chunk
} attention_job;

INLINE long round_up(long n) { return round_up_to(n, W); }

/// Places in a thread's scratch. Rows of q, k, v, d_out are padded copies where the width is no multiple of W.
typedef struct {
    long dp, sp, tp;
    float *qt, *zt, *k, *v, *q, *d_out, *d_out_t, *dpt, *dk, *dv, *ft, *f, *r, *shifted;
} attention_scratch;

static attention_scratch attention_places(const hk_attention *a, float *base, int backward, long *total) {
    const long s = a->memory_time, d = a->width;
    attention_scratch places = {.dp = round_up(d), .sp = round_up(s), .tp = round_up(a->time)};
    const int copies = d % W != 0;
    long next = 0;
#define PLACE(name, count) (places.name = base + next, next += (count))
    PLACE(qt, d * BLOCK);
    PLACE(zt, places.sp * BLOCK);
    if (copies) PLACE(v, s * places.dp);
    if (a->relative) {
        PLACE(ft, d * places.tp);
        PLACE(r, BLOCK * (places.tp + places.sp) + W);
        PLACE(shifted, BLOCK * places.sp);
    }
    if (backward) {
        PLACE(d_out_t, d * BLOCK);
        PLACE(dpt, places.sp * BLOCK);
        PLACE(dk, s * places.dp);
        PLACE(dv, s * places.dp);
        if (copies) {
            PLACE(k, s * places.dp);
            PLACE(q, BLOCK * places.dp);
            PLACE(d_out, BLOCK * places.dp);
            if (a->relative) PLACE(f, a->time * places.dp);
        }
    }
#undef PLACE
    *total = next;
    return places;
}

/// Rows of one head, and the stride between them.
typedef struct {
    const float *rows;
    long stride;
} head_rows;

INLINE head_rows attention_rows(const float *base, long b, long time, long h, long stride, long width) {
    return (head_rows){base + b * time * stride + h * width, stride};
}
/// The same rows, readable in whole vectors: copied to `padded` where that is given.
INLINE head_rows attention_padded(head_rows x, long count, long width, float *padded, long dp) {
    if (width % W == 0) return x;
    copy_rows(x.rows, x.stride, count, width, padded, dp);
    return (head_rows){padded, dp};
}

/// Z' without scale and masks of queries i0..<i0+rows in s->zt; s->qt are their columns.
static void attention_logits(const hk_attention *a, const attention_scratch *s, head_rows q, head_rows k, long i0,
                             long rows, long reach) {
    const float *first = q.rows + i0 * q.stride;
    transpose(first, q.stride, rows, a->width, s->qt, BLOCK, 1);
    if (rows <= W)
        for (long d = 0; d < a->width; d++) store(s->qt + d * BLOCK + W, splat(0));
    small_gemm(reach, a->width, (small_gemm_job){k.rows, k.stride, 1, s->qt, BLOCK, s->zt, BLOCK, BLOCK, 0});
    if (a->relative == NULL) return;
    const long row = s->tp + s->sp;
    small_gemm(rows, a->width, (small_gemm_job){first, q.stride, 1, s->ft, s->tp, s->r, row, s->tp, 0});
    for (long i = 0; i < rows; i++) {
        // Places beyond j = i hold what is masked; they only have to be finite.
        const float *from = s->r + i * row + a->time - 1 - (i0 + i);
        memset(s->shifted + i * s->sp, 0, (size_t)s->sp * 4);
        memcpy(s->shifted + i * s->sp, from, (size_t)(i0 + i + 1) * 4);
    }
    for (long i = 0; i < rows; i += W)
        for (long j = 0; j < reach; j += W) {
            vf v[W];
            for (long x = 0; x < W; x++) v[x] = i + x < rows ? load(s->shifted + (i + x) * s->sp + j) : splat(0);
            transpose_registers(v);
            for (long x = 0; x < W && j + x < reach; x++) {
                float *z = s->zt + (j + x) * BLOCK + i;
                store(z, load(z) + v[x]);
            }
        }
}

/// Logits of key j for W queries from i on, with scale and masks: -inf where hidden.
INLINE vf attention_masked(const hk_attention *a, const float *z, const float *mask, long i, long j) {
    vf x = load(z) * splat(a->scale);
    if (mask != NULL && !(mask[j] > 0)) return splat(-INFINITY);
    if (a->causal && j > i) x = select_(lanes() + (int32_t)i < splat_int((int32_t)j), splat(-INFINITY), x);
    return x;
}

/// Dropout factors of key j for W queries from i on.
INLINE vf attention_factors(const hk_attention *a, long head, long i, long j) {
    return dropout_factors(&a->dropout, (uint64_t)(head * a->memory_time + j) * (uint64_t)a->time + (uint64_t)i);
}

INLINE vf larger(vf a, vf b) {
#if HK_AVX512
    return (vf)_mm512_max_ps((__m512)a, (__m512)b);
#else
    return max_(a, b);
#endif
}

/// P M without 1 / sum in s->zt for W queries; keeps their statistics and returns 1 / sum.
static vf attention_softmax(const hk_attention *a, float *zt, const float *mask, long head, long i, long reach) {
    vf top[4];
    for (int u = 0; u < 4; u++) top[u] = splat(-INFINITY);
    long j = 0;
    for (; j + 4 <= reach; j += 4)
        for (int u = 0; u < 4; u++) {
            vf z = attention_masked(a, zt + (j + u) * BLOCK, mask, i, j + u);
            store(zt + (j + u) * BLOCK, z);
            top[u] = larger(z, top[u]);
        }
    for (; j < reach; j++) {
        vf z = attention_masked(a, zt + j * BLOCK, mask, i, j);
        store(zt + j * BLOCK, z);
        top[0] = larger(z, top[0]);
    }
    vf most = larger(larger(top[0], top[1]), larger(top[2], top[3]));
    // A query that sees no key: all its exponentials are 0, and so is its result.
    most = select_(most == splat(-INFINITY), splat(0), most);
    vf sum = splat(0);
    for (j = 0; j < reach; j++) {
        vf e = exp_(load(zt + j * BLOCK) - most);
        sum += e;
        if (a->dropout.threshold) e *= attention_factors(a, head, i, j);
        store(zt + j * BLOCK, e);
    }
    const vf inverse = select_(sum == splat(0), splat(0), splat(1) / sum);
    const long count = min_long(W, a->time - i);
    float *statistics = a->statistics + head * 2 * a->time + i;
    STORE(statistics, most, count);
    STORE(statistics + a->time, inverse, count);
    return inverse;
}

static void attention_head(const hk_attention *a, const attention_scratch *s, long b, long h) {
    const long n = a->memory_time, d = a->width, head = b * a->heads + h;
    const head_rows q = attention_rows(a->q, b, a->time, h, a->q_stride, d);
    const head_rows k = attention_rows(a->k, b, n, h, a->k_stride, d);
    const head_rows v = attention_padded(attention_rows(a->v, b, n, h, a->v_stride, d), n, d, s->v, s->dp);
    const float *mask = a->key_mask == NULL ? NULL : a->key_mask + b * n;
    if (a->relative)
        transpose(a->relative + (a->relative_length - a->time) * d, d, a->time, d, s->ft, s->tp, 1);
    for (long i0 = 0; i0 < a->time; i0 += BLOCK) {
        const long rows = min_long(BLOCK, a->time - i0), reach = a->causal ? min_long(n, i0 + rows) : n;
        attention_logits(a, s, q, k, i0, rows, reach);
        float inverse[BLOCK];
        for (long half = 0; half < rows; half += W)
            store(inverse + half, attention_softmax(a, s->zt + half, mask, head, i0 + half, reach));
        float *out = a->out + (b * a->time + i0) * a->out_stride + h * d;
        small_gemm(rows, reach, (small_gemm_job){s->zt, 1, BLOCK, v.rows, v.stride, out, a->out_stride, d, 0});
        for (long i = 0; i < rows; i++)
            FOR_VECTORS(c, w, 0, d) {
                float *o = out + i * a->out_stride + c;
                STORE(o, LOAD(o, w) * splat(inverse[i]), w);
            }
    }
}

/// From logits in `zt` and dO V' in `dpt`, both [reach, W] with rows BLOCK apart: P M in `zt` and dZ in `dpt`.
static void attention_slopes(const hk_attention *a, float *zt, float *dpt, const float *mask, long head, long i,
                             long reach) {
    const long count = min_long(W, a->time - i);
    const float *statistics = a->statistics + head * 2 * a->time + i;
    const vf most = LOAD(statistics, count), inverse = LOAD(statistics + a->time, count);
    vf along[2] = {splat(0), splat(0)};
    if (a->dropout.threshold == 0) {
        for (long j = 0; j < reach; j++) {
            const vf p = exp_(attention_masked(a, zt + j * BLOCK, mask, i, j) - most) * inverse;
            store(zt + j * BLOCK, p);
            along[j & 1] = fma_(p, load(dpt + j * BLOCK), along[j & 1]);
        }
        const vf mean = along[0] + along[1];
        for (long j = 0; j < reach; j++) {
            const vf p = load(zt + j * BLOCK) * splat(a->scale);
            store(dpt + j * BLOCK, p * (load(dpt + j * BLOCK) - mean));
        }
        return;
    }
    for (long j = 0; j < reach; j++) {
        const vf p = exp_(attention_masked(a, zt + j * BLOCK, mask, i, j) - most) * inverse;
        const vf slope = load(dpt + j * BLOCK) * attention_factors(a, head, i, j);
        store(zt + j * BLOCK, p);
        store(dpt + j * BLOCK, slope);
        along[0] = fma_(p, slope, along[0]);
    }
    for (long j = 0; j < reach; j++) {
        const vf p = load(zt + j * BLOCK);
        store(zt + j * BLOCK, p * attention_factors(a, head, i, j));
        store(dpt + j * BLOCK, p * splat(a->scale) * (load(dpt + j * BLOCK) - along[0]));
    }
}

/// The relative positions' part of dQ and dF, from dZ' in s->dpt.
static void attention_relative_slopes(const hk_attention *a, const attention_scratch *s, head_rows q, head_rows f,
                                      float *dq, float *de, long i0, long rows, long reach) {
    const long row = s->tp + s->sp, d = a->width;
    memset(s->r, 0, (size_t)(rows * row) * 4);
    for (long i = 0; i < rows; i++)
        for (long j = 0; j <= i0 + i && j < reach; j++)
            s->r[i * row + a->time - 1 - (i0 + i) + j] = s->dpt[j * BLOCK + i];
    if (dq != NULL)
        small_gemm(rows, a->time, (small_gemm_job){s->r, row, 1, f.rows, f.stride, dq, a->q_stride, d, 1});
    if (de != NULL) small_gemm(a->time, rows, (small_gemm_job){s->r, 1, row, q.rows, q.stride, de, s->dp, s->dp, 1});
}

/// Adds or copies a packed gradient [n,dp] to its strided place.
static void attention_unpack(const float *packed, long dp, long n, long width, int accumulate, float *out, long stride) {
    for (long j = 0; j < n; j++)
        FOR_VECTORS(c, w, 0, width) {
            vf v = load(packed + j * dp + c);
            if (accumulate) v += LOAD(out + j * stride + c, w);
            STORE(out + j * stride + c, v, w);
        }
}

static void attention_backward_head(const hk_attention *a, const attention_scratch *s, long b, long h, float *de) {
    const long n = a->memory_time, d = a->width, head = b * a->heads + h;
    const head_rows q = attention_rows(a->q, b, a->time, h, a->q_stride, d);
    const head_rows k = attention_rows(a->k, b, n, h, a->k_stride, d);
    const head_rows v = attention_rows(a->v, b, n, h, a->v_stride, d);
    const head_rows d_out = attention_rows(a->out_gradient, b, a->time, h, a->out_stride, d);
    const head_rows keys = attention_padded(k, n, d, s->k, s->dp);
    const float *mask = a->key_mask == NULL ? NULL : a->key_mask + b * n;
    head_rows f = {NULL, 0};
    if (a->relative) {
        f = (head_rows){a->relative + (a->relative_length - a->time) * d, d};
        transpose(f.rows, d, a->time, d, s->ft, s->tp, 1);
        f = attention_padded(f, a->time, d, s->f, s->dp);
    }
    for (long i0 = 0; i0 < a->time; i0 += BLOCK) {
        const long rows = min_long(BLOCK, a->time - i0), reach = a->causal ? min_long(n, i0 + rows) : n;
        const head_rows d_block = {d_out.rows + i0 * d_out.stride, d_out.stride};
        const head_rows q_block = {q.rows + i0 * q.stride, q.stride};
        attention_logits(a, s, q, k, i0, rows, reach);
        transpose(d_block.rows, d_block.stride, rows, d, s->d_out_t, BLOCK, 1);
        small_gemm(reach, d, (small_gemm_job){v.rows, v.stride, 1, s->d_out_t, BLOCK, s->dpt, BLOCK, round_up(rows), 0});
        for (long half = 0; half < rows; half += W)
            attention_slopes(a, s->zt + half, s->dpt + half, mask, head, i0 + half, reach);
        const head_rows qs = attention_padded(q_block, rows, d, s->q, s->dp);
        const head_rows ds = attention_padded(d_block, rows, d, s->d_out, s->dp);
        // A causal block reaches rows that no block before it has written.
        const long seen = i0 == 0 ? 0 : a->causal ? min_long(n, i0) : n;
        memset(s->dv + seen * s->dp, 0, (size_t)((reach - seen) * s->dp) * 4);
        memset(s->dk + seen * s->dp, 0, (size_t)((reach - seen) * s->dp) * 4);
        small_gemm(reach, rows, (small_gemm_job){s->zt, BLOCK, 1, ds.rows, ds.stride, s->dv, s->dp, s->dp, 1});
        small_gemm(reach, rows, (small_gemm_job){s->dpt, BLOCK, 1, qs.rows, qs.stride, s->dk, s->dp, s->dp, 1});
        float *dq = NULL;
        if (a->q_gradient) {
            dq = a->q_gradient + (b * a->time + i0) * a->q_stride + h * d;
            small_gemm(rows, reach, (small_gemm_job){s->dpt, 1, BLOCK, keys.rows, keys.stride, dq, a->q_stride, d,
                                                     a->accumulate_q});
        }
        if (a->relative) attention_relative_slopes(a, s, qs, f, dq, de, i0, rows, reach);
    }
    // Keys that no query sees.
    const long reach = a->causal ? min_long(n, a->time) : n;
    memset(s->dv + reach * s->dp, 0, (size_t)((n - reach) * s->dp) * 4);
    memset(s->dk + reach * s->dp, 0, (size_t)((n - reach) * s->dp) * 4);
    if (a->k_gradient)
        attention_unpack(s->dk, s->dp, n, d, a->accumulate_k, a->k_gradient + b * n * a->k_stride + h * d, a->k_stride);
    if (a->v_gradient)
        attention_unpack(s->dv, s->dp, n, d, a->accumulate_v, a->v_gradient + b * n * a->v_stride + h * d, a->v_stride);
}

static void attention_chunk(void *context, long chunk, int thread) {
    const attention_job *job = context;
    long total;
    const attention_scratch s =
        attention_places(job->a, hk_scratch(job->pool, thread, 0, (size_t)job->scratch * 4), 0, &total);
    attention_head(job->a, &s, chunk / job->a->heads, chunk % job->a->heads);
}

static attention_job attention_setup(hk_pool *pool, const hk_attention *a, int backward) {
    attention_job j = {.pool = pool, .a = a, .heads_a_chunk = 1};
    attention_places(a, NULL, backward, &j.scratch);
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, (size_t)j.scratch * 4);
    return j;
}

static void attention(hk_pool *pool, const hk_attention *a) {
    attention_job j = attention_setup(pool, a, 0);
    hk_parallel(pool, a->batch * a->heads, attention_chunk, &j);
}

static void attention_backward_chunk(void *context, long chunk, int thread) {
    const attention_job *job = context;
    const hk_attention *a = job->a;
    long total;
    const attention_scratch s = attention_places(a, hk_scratch(job->pool, thread, 0, (size_t)job->scratch * 4), 1, &total);
    float *de = job->partial ? job->partial + chunk * a->time * s.dp : NULL;
    if (de) memset(de, 0, (size_t)(a->time * s.dp) * 4);
    const long from = chunk * job->heads_a_chunk, to = min_long(from + job->heads_a_chunk, a->batch * a->heads);
    for (long i = from; i < to; i++) attention_backward_head(a, &s, i / a->heads, i % a->heads, de);
}

static void attention_backward(hk_pool *pool, const hk_attention *a) {
    attention_job j = attention_setup(pool, a, 1);
    const long all = a->batch * a->heads, d = a->width, dp = round_up(d);
    if (a->relative_gradient) {
        j.heads_a_chunk = ceil_div(all, 16);
        j.partial = hk_scratch(pool, -1, 0, (size_t)(ceil_div(all, j.heads_a_chunk) * a->time * dp) * 4);
    }
    const long chunks = ceil_div(all, j.heads_a_chunk);
    hk_parallel(pool, chunks, attention_backward_chunk, &j);
    if (a->relative_gradient == NULL) return;
    const long unused = a->relative_length - a->time;
    if (!a->accumulate_relative) memset(a->relative_gradient, 0, (size_t)(a->relative_length * d) * 4);
    for (long chunk = 0; chunk < chunks; chunk++)
        attention_unpack(j.partial + chunk * a->time * dp, dp, a->time, d, 1, a->relative_gradient + unused * d, d);
}
