// Attention of H heads, forward and backward, one (batch, head) at a time in the nearest caches; probabilities are drawn
// again from the kept log-sum of each row, never stored (Dao et al., FlashAttention, 2022).
//
// Of one head: Q [T,d], K and V [S,d], logits Z = scale (Q K' + Q E' shifted) + mask, P = softmax(Z), M dropout factors.
// O = (P M) V.  With D_i = dO_i . O_i:  dV = (P M)' dO;  dZ = P (M (dO V') - D) scale;  dQ = dZ K;  dK = dZ' Q.
// Relative positions: Z[i,j] += q_i . E[L-1-(i-j)]. With E' the last T rows, R = Q E'' is added shifted by T-1-i.

enum { ATTENTION_ROWS = 32 };

typedef struct {
    hk_pool *pool;
    const hk_attention *a;
    long heads_a_chunk, scratch;
    float *partial; // gradients of E, one [T,dp] a chunk
} attention_job;

INLINE long round_up(long n) { return (n + W - 1) / W * W; }

/// Places in a thread's scratch.
typedef struct {
    long sp, dp, tp;
    float *bias, *kt, *k, *vt, *v, *p, *dp_, *q, *d_out, *dk, *dv, *et, *e, *r, *dr;
} attention_scratch;

static attention_scratch attention_places(const hk_attention *a, float *base, int backward, long *total) {
    attention_scratch s = {.sp = round_up(a->memory_time), .dp = round_up(a->width), .tp = round_up(a->time)};
    float *next = base;
#define PLACE(name, count) (s.name = next, next += (count))
    PLACE(bias, s.sp);
    PLACE(kt, a->width * s.sp);
    PLACE(p, ATTENTION_ROWS * s.sp);
    PLACE(v, a->memory_time * s.dp);
    if (a->relative) {
        PLACE(et, a->width * s.tp);
        PLACE(r, ATTENTION_ROWS * (s.tp + s.sp) + W);
    }
    if (backward) {
        PLACE(vt, a->width * s.sp);
        PLACE(k, a->memory_time * s.dp);
        PLACE(dp_, ATTENTION_ROWS * s.sp);
        PLACE(q, ATTENTION_ROWS * s.dp);
        PLACE(d_out, ATTENTION_ROWS * s.dp);
        PLACE(dk, a->memory_time * s.dp);
        PLACE(dv, a->memory_time * s.dp);
        if (a->relative) PLACE(e, a->time * s.dp);
    }
#undef PLACE
    *total = next - base;
    return s;
}

INLINE const float *attention_at(const float *base, long b, long t, long time, long h, long stride, long width) {
    return base + (b * time + t) * stride + h * width;
}

/// The mask's row and the packed keys and relative positions of one head.
static void attention_pack(const hk_attention *a, const attention_scratch *s, long b, long h) {
    const long n = a->memory_time;
    for (long j = 0; j < s->sp; j++) {
        const int seen = j < n && (a->key_mask == NULL || a->key_mask[b * n + j] > 0);
        s->bias[j] = seen ? 0 : -INFINITY;
    }
    transpose(attention_at(a->k, b, 0, n, h, a->k_stride, a->width), a->k_stride, n, a->width, s->kt, s->sp, 1);
    if (a->relative) {
        const float *e = a->relative + (a->relative_length - a->time) * a->width;
        transpose(e, a->width, a->time, a->width, s->et, s->tp, 1);
    }
}

/// Logits of rows i0..<i0+rows in s->p, masks left out but for relative positions.
static void attention_logits(const hk_attention *a, const attention_scratch *s, long b, long h, long i0, long rows) {
    const float *q = attention_at(a->q, b, i0, a->time, h, a->q_stride, a->width);
    small_gemm(rows, a->width, (small_gemm_job){q, a->q_stride, 1, s->kt, s->sp, s->p, s->sp, s->sp, 0});
    if (a->relative == NULL) return;
    small_gemm(rows, a->width, (small_gemm_job){q, a->q_stride, 1, s->et, s->tp, s->r, s->tp + s->sp, s->tp, 0});
    for (long i = 0; i < rows; i++) {
        const float *r = s->r + i * (s->tp + s->sp) + a->time - 1 - (i0 + i);
        for (long j = 0; j <= i0 + i; j++) s->p[i * s->sp + j] += r[j];
    }
}

/// The logits of vector j of row i with scale and masks: -inf where hidden.
INLINE vf attention_masked(const hk_attention *a, const attention_scratch *s, const float *row, long i, long j) {
    vf z = fma_(load(row + j), splat(a->scale), load(s->bias + j));
    if (a->causal && j + W > i + 1) z = select_(lanes() + (int32_t)j > splat_int((int32_t)i), splat(-INFINITY), z);
    return z;
}

INLINE uint64_t attention_index(const hk_attention *a, long b, long h, long i) {
    return (uint64_t)((b * a->heads + h) * a->time + i) * (uint64_t)a->memory_time;
}

static void attention_head(const hk_attention *a, const attention_scratch *s, long b, long h) {
    const long n = a->memory_time;
    attention_pack(a, s, b, h);
    copy_rows(attention_at(a->v, b, 0, n, h, a->v_stride, a->width), a->v_stride, n, a->width, s->v, s->dp);
    for (long i0 = 0; i0 < a->time; i0 += ATTENTION_ROWS) {
        const long rows = min_long(ATTENTION_ROWS, a->time - i0);
        const long reach = a->causal ? min_long(n, i0 + rows) : n;
        attention_logits(a, s, b, h, i0, rows);
        for (long i = 0; i < rows; i++) {
            float *row = s->p + i * s->sp;
            vf top = splat(-INFINITY);
            for (long j = 0; j < reach; j += W) {
                vf z = attention_masked(a, s, row, i0 + i, j);
                store(row + j, z);
                top = max_(top, z);
            }
            float shift = max_lanes(top);
            if (shift == -INFINITY) shift = 0;
            vf total = splat(0);
            for (long j = 0; j < reach; j += W) {
                vf e = exp_(load(row + j) - splat(shift));
                store(row + j, e);
                total += e;
            }
            const float sum = sum_lanes(total);
            const float factor = sum > 0 ? 1 / sum : (sum == 0 ? 0 : sum);
            // A row that sees no key gives zeros, and +inf makes its probabilities zero in the backward pass.
            a->log_sum[(b * a->heads + h) * a->time + i0 + i] = sum == 0 ? INFINITY : shift + logf(sum);
            for (long j = 0; j < reach; j += W) {
                vf e = load(row + j) * splat(factor);
                if (a->dropout.threshold) e *= dropout_factors(&a->dropout, attention_index(a, b, h, i0 + i) + (uint64_t)j);
                store(row + j, e);
            }
        }
        float *out = a->out + (b * a->time + i0) * a->out_stride + h * a->width;
        small_gemm(rows, reach, (small_gemm_job){s->p, s->sp, 1, s->v, s->dp, out, a->out_stride, a->width, 0});
    }
}

/// P in s->p (with dropout) and dZ in s->dp_ of rows i0..<i0+rows.
static void attention_slopes(const hk_attention *a, const attention_scratch *s, long b, long h, long i0, long rows,
                             long reach) {
    const long at = (b * a->time + i0) * a->out_stride + h * a->width;
    attention_logits(a, s, b, h, i0, rows);
    small_gemm(rows, a->width, (small_gemm_job){a->out_gradient + at, a->out_stride, 1, s->vt, s->sp, s->dp_, s->sp,
                                                s->sp, 0});
    for (long i = 0; i < rows; i++) {
        const float *out = a->out + at + i * a->out_stride, *d_out = a->out_gradient + at + i * a->out_stride;
        vf products = splat(0);
        FOR_VECTORS(c, w, 0, a->width) products = fma_(LOAD(out + c, w), LOAD(d_out + c, w), products);
        const vf along = splat(sum_lanes(products));
        const vf log_sum = splat(a->log_sum[(b * a->heads + h) * a->time + i0 + i]);
        float *p = s->p + i * s->sp, *dz = s->dp_ + i * s->sp;
        for (long j = 0; j < reach; j += W) {
            const vf e = exp_(attention_masked(a, s, p, i0 + i, j) - log_sum);
            vf factor = splat(1);
            if (a->dropout.threshold)
                factor = dropout_factors(&a->dropout, attention_index(a, b, h, i0 + i) + (uint64_t)j);
            store(p + j, e * factor);
            store(dz + j, e * (load(dz + j) * factor - along) * splat(a->scale));
        }
    }
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
    const long n = a->memory_time, d = a->width;
    const float *k = attention_at(a->k, b, 0, n, h, a->k_stride, d), *v = attention_at(a->v, b, 0, n, h, a->v_stride, d);
    attention_pack(a, s, b, h);
    transpose(v, a->v_stride, n, d, s->vt, s->sp, 1);
    copy_rows(k, a->k_stride, n, d, s->k, s->dp);
    if (a->relative) copy_rows(a->relative + (a->relative_length - a->time) * d, d, a->time, d, s->e, s->dp);
    memset(s->dk, 0, (size_t)(n * s->dp) * 4);
    memset(s->dv, 0, (size_t)(n * s->dp) * 4);
    for (long i0 = 0; i0 < a->time; i0 += ATTENTION_ROWS) {
        const long rows = min_long(ATTENTION_ROWS, a->time - i0), reach = a->causal ? min_long(n, i0 + rows) : n;
        const long at = (b * a->time + i0) * a->out_stride + h * d;
        const float *q = attention_at(a->q, b, i0, a->time, h, a->q_stride, d);
        attention_slopes(a, s, b, h, i0, rows, reach);
        copy_rows(q, a->q_stride, rows, d, s->q, s->dp);
        copy_rows(a->out_gradient + at, a->out_stride, rows, d, s->d_out, s->dp);
        small_gemm(reach, rows, (small_gemm_job){s->p, 1, s->sp, s->d_out, s->dp, s->dv, s->dp, s->dp, 1});
        small_gemm(reach, rows, (small_gemm_job){s->dp_, 1, s->sp, s->q, s->dp, s->dk, s->dp, s->dp, 1});
        float *dq = a->q_gradient ? (float *)attention_at(a->q_gradient, b, i0, a->time, h, a->q_stride, d) : NULL;
        if (dq != NULL)
            small_gemm(rows, reach, (small_gemm_job){s->dp_, s->sp, 1, s->k, s->dp, dq, a->q_stride, d, a->accumulate_q});
        if (a->relative == NULL) continue;
        const long row = s->tp + s->sp;
        memset(s->r, 0, (size_t)(rows * row) * 4);
        for (long i = 0; i < rows; i++)
            memcpy(s->r + i * row + a->time - 1 - (i0 + i), s->dp_ + i * s->sp, (size_t)(i0 + i + 1) * 4);
        if (dq != NULL) small_gemm(rows, a->time, (small_gemm_job){s->r, row, 1, s->e, s->dp, dq, a->q_stride, d, 1});
        if (de != NULL) small_gemm(a->time, rows, (small_gemm_job){s->r, 1, row, s->q, s->dp, de, s->dp, s->dp, 1});
    }
    if (a->k_gradient)
        attention_unpack(s->dk, s->dp, n, d, a->accumulate_k,
                         (float *)attention_at(a->k_gradient, b, 0, n, h, a->k_stride, d), a->k_stride);
    if (a->v_gradient)
        attention_unpack(s->dv, s->dp, n, d, a->accumulate_v,
                         (float *)attention_at(a->v_gradient, b, 0, n, h, a->v_stride, d), a->v_stride);
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
