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

