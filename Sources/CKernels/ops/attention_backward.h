// The gradients of attention.h, whose letters these are.

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
        const vf factor = attention_factors(a, head, i, j);
        const vf slope = load(dpt + j * BLOCK) * factor;
        // The sign remembers what is dropped.
        store(zt + j * BLOCK, select_(factor == splat(0), -p, p));
        store(dpt + j * BLOCK, slope);
        along[0] = fma_(p, slope, along[0]);
    }
    for (long j = 0; j < reach; j++) {
        const vf kept = load(zt + j * BLOCK), p = select_(kept < splat(0), -kept, kept);
        store(zt + j * BLOCK, max_(kept, splat(0)) * splat(a->dropout.scale));
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
