// Attention of H heads, forward and backward, one (batch, head) a chunk; probabilities are drawn again from the kept
// log-sum of each row, never stored (Dao et al., 2022).

typedef struct {
    hk_pool *pool;
    const hk_attention *a;
} attention_job;

INLINE const float *attention_at(const float *base, const hk_attention *a, long b, long t, long time, long h,
                                 long stride) {
    return base + (b * time + t) * stride + h * a->width;
}

/// Logits of query i over all keys, -inf where masked.
static void attention_logits(const hk_attention *a, long b, long h, long i, float *logits) {
    const float *q = attention_at(a->q, a, b, i, a->time, h, a->q_stride);
    for (long j = 0; j < a->memory_time; j++) {
        const int hidden = (a->causal && j > i) || (a->key_mask != NULL && a->key_mask[b * a->memory_time + j] == 0);
        if (hidden) {
            logits[j] = -INFINITY;
            continue;
        }
        const float *k = attention_at(a->k, a, b, j, a->memory_time, h, a->k_stride);
        const float *e = a->relative ? a->relative + (a->relative_length - 1 - (i - j)) * a->width : NULL;
        float dot = 0;
        for (long d = 0; d < a->width; d++) dot += q[d] * (e ? k[d] + e[d] : k[d]);
        logits[j] = dot * a->scale;
    }
}

INLINE uint64_t attention_index(const hk_attention *a, long b, long h, long i, long j) {
    return (uint64_t)(((b * a->heads + h) * a->time + i) * a->memory_time + j);
}

static void attention_chunk(void *context, long chunk, int thread) {
    const attention_job *job = context;
    const hk_attention *a = job->a;
    const long b = chunk / a->heads, h = chunk % a->heads, n = a->memory_time;
    float *p = hk_scratch(job->pool, thread, 0, (size_t)(n + W) * 4);
    for (long i = 0; i < a->time; i++) {
        attention_logits(a, b, h, i, p);
        float top = -INFINITY;
        for (long j = 0; j < n; j++) top = p[j] > top ? p[j] : top;
        if (top == -INFINITY) top = 0;
        vf total = {0};
        FOR_VECTORS(j, c, 0, n) {
            vf e = exp_(LOAD(p + j, c) - splat(top));
            total += c < W ? first_lanes(e, c, 0) : e;
            if (a->dropout.threshold) e *= dropout_factors(&a->dropout, attention_index(a, b, h, i, j));
            STORE(p + j, e, c);
        }
        const float sum = sum_lanes(total);
        a->log_sum[(b * a->heads + h) * a->time + i] = top + logf(sum);
        float *out = a->out + (b * a->time + i) * a->out_stride + h * a->width;
        for (long d = 0; d < a->width; d++) out[d] = 0;
        for (long j = 0; j < n; j++) {
            const float *v = attention_at(a->v, a, b, j, n, h, a->v_stride);
            const float weight = p[j] / sum;
            for (long d = 0; d < a->width; d++) out[d] += weight * v[d];
        }
    }
}

static void attention(hk_pool *pool, const hk_attention *a) {
    attention_job j = {pool, a};
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, (size_t)(a->memory_time + W) * 4);
    hk_parallel(pool, a->batch * a->heads, attention_chunk, &j);
}

// With P the probabilities, M the dropout factors and D_i = dO_i . O_i:
// dV_j = sum_i P_ij M_ij dO_i;  dS_ij = P_ij (M_ij dO_i . V_j - D_i) scale;  dQ_i = sum_j dS_ij K_j;  dK_j = sum_i dS_ij Q_i.
static void attention_backward_chunk(void *context, long chunk, int thread) {
    const attention_job *job = context;
    const hk_attention *a = job->a;
    const long b = chunk / a->heads, h = chunk % a->heads, n = a->memory_time, width = a->width;
    float *p = hk_scratch(job->pool, thread, 0, (size_t)(n + W) * 4);
    for (long j = 0; j < n; j++) {
        float *dk = a->k_gradient ? (float *)attention_at(a->k_gradient, a, b, j, n, h, a->k_stride) : NULL;
        float *dv = a->v_gradient ? (float *)attention_at(a->v_gradient, a, b, j, n, h, a->v_stride) : NULL;
        for (long d = 0; d < width; d++) {
            if (dk && !a->accumulate_k) dk[d] = 0;
            if (dv && !a->accumulate_v) dv[d] = 0;
        }
    }
    for (long i = 0; i < a->time; i++) {
        attention_logits(a, b, h, i, p);
        const long row = (b * a->time + i) * a->out_stride + h * width;
        const float log_sum = a->log_sum[(b * a->heads + h) * a->time + i];
        const float *out = a->out + row, *dout = a->out_gradient + row;
        const float *q = attention_at(a->q, a, b, i, a->time, h, a->q_stride);
        float *dq = a->q_gradient ? (float *)attention_at(a->q_gradient, a, b, i, a->time, h, a->q_stride) : NULL;
        float dot = 0;
        for (long d = 0; d < width; d++) {
            dot += out[d] * dout[d];
            if (dq && !a->accumulate_q) dq[d] = 0;
        }
        FOR_VECTORS(j, c, 0, n) STORE(p + j, exp_(LOAD(p + j, c) - splat(log_sum)), c);
        for (long j = 0; j < n; j++) {
            if (p[j] == 0) continue;
            float factor = 1;
            if (a->dropout.threshold) factor = dropout_factors(&a->dropout, attention_index(a, b, h, i, j))[0];
            const float *v = attention_at(a->v, a, b, j, n, h, a->v_stride);
            const float *k = attention_at(a->k, a, b, j, n, h, a->k_stride);
            float *dk = a->k_gradient ? (float *)attention_at(a->k_gradient, a, b, j, n, h, a->k_stride) : NULL;
            float *dv = a->v_gradient ? (float *)attention_at(a->v_gradient, a, b, j, n, h, a->v_stride) : NULL;
            float along = 0;
            for (long d = 0; d < width; d++) along += dout[d] * v[d];
            const float ds = p[j] * (factor * along - dot) * a->scale;
            const float *e = a->relative ? a->relative + (a->relative_length - 1 - (i - j)) * width : NULL;
            for (long d = 0; d < width; d++) {
                if (dv) dv[d] += p[j] * factor * dout[d];
                if (dk) dk[d] += ds * q[d];
                if (dq) dq[d] += ds * (e ? k[d] + e[d] : k[d]);
            }
        }
    }
}

static void attention_backward(hk_pool *pool, const hk_attention *a) {
    attention_job j = {pool, a};
    for (int t = 0; t < hk_pool_threads(pool); t++) hk_scratch(pool, t, 0, (size_t)(a->memory_time + W) * 4);
    hk_parallel(pool, a->batch * a->heads, attention_backward_chunk, &j);
}
