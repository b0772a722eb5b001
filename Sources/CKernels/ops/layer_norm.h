// Layer normalisation over rows of n, with the residual sum and its dropout in the same pass (Ba et al., 2016).
//
// s = x + dropout(residual); out = (s - mean) rstd weight + bias.
// With g = dy weight and h = (s - mean) rstd:  ds = rstd (g - mean(g) - h mean(g h)).

enum { NORM_PARTIALS = 16 };

typedef struct {
    long rows, n, rows_a_chunk;
    float epsilon;
    const float *x, *residual, *weight, *bias, *dy, *sum_gradient;
    const hk_dropout *dropout;
    float *sum, *out, *statistics, *dx, *dresidual, *partial;
    int accumulate_x, accumulate_residual;
} layer_norm_job;

INLINE void normalise_row(const layer_norm_job *j, long r) {
    const long n = j->n;
    const float *x = j->x + r * n;
    vf total = {0};
    if (j->residual != NULL) {
        float *s = j->sum + r * n;
        const float *y = j->residual + r * n;
        if (j->dropout->threshold == 0) {
            FOR_VECTORS(i, c, 0, n) {
                vf v = LOAD(x + i, c) + LOAD(y + i, c);
                STORE(s + i, v, c);
                total += v;
            }
        } else {
            FOR_VECTORS(i, c, 0, n) {
                vf v = fma_(LOAD(y + i, c), dropout_factors(j->dropout, (uint64_t)(r * n + i)), LOAD(x + i, c));
                STORE(s + i, v, c);
                total += v;
            }
        }
        x = s;
    } else {
        FOR_VECTORS(i, c, 0, n) total += LOAD(x + i, c);
    }
    const float mean = sum_lanes(total) / (float)n;
    vf squares = {0};
    FOR_VECTORS(i, c, 0, n) {
        vf d = LOAD(x + i, c) - splat(mean);
        if (c < W) d = first_lanes(d, c, 0);
        squares = fma_(d, d, squares);
    }
    const float rstd = 1.0f / sqrtf(sum_lanes(squares) / (float)n + j->epsilon);
    j->statistics[2 * r] = mean;
    j->statistics[2 * r + 1] = rstd;
    float *out = j->out + r * n;
    FOR_VECTORS(i, c, 0, n) {
        vf h = (LOAD(x + i, c) - splat(mean)) * splat(rstd);
        STORE(out + i, fma_(h, LOAD(j->weight + i, c), LOAD(j->bias + i, c)), c);
    }
}

static void layer_norm_chunk(void *context, long chunk, int thread) {
    const layer_norm_job *j = context;
    long from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    for (long r = from; r < to; r++) normalise_row(j, r);
}

static void layer_norm(hk_pool *pool, long rows, long n, float epsilon, const float *x, const float *residual,
                       const hk_dropout *dropout, float *sum, const float *weight, const float *bias, float *out,
                       float *statistics) {
    layer_norm_job j = {.rows = rows, .n = n, .rows_a_chunk = rows_a_chunk(n), .epsilon = epsilon, .x = x,
                        .residual = residual, .weight = weight, .bias = bias, .dropout = dropout, .sum = sum,
                        .out = out, .statistics = statistics};
    hk_parallel(pool, ceil_div(rows, j.rows_a_chunk), layer_norm_chunk, &j);
}

static void layer_norm_backward_chunk(void *context, long chunk, int thread) {
    const layer_norm_job *j = context;
    const long n = j->n;
    long from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    float *dweight = j->partial + chunk * 2 * n, *dbias = dweight + n;
    memset(dweight, 0, (size_t)(2 * n) * 4);
    for (long r = from; r < to; r++) {
        const float *x = j->x + r * n, *dy = j->dy + r * n;
        const vf mean = splat(j->statistics[2 * r]), rstd = splat(j->statistics[2 * r + 1]);
        vf g_sum = {0}, gh_sum = {0};
        FOR_VECTORS(i, c, 0, n) {
            vf d = LOAD(dy + i, c);
            vf h = (LOAD(x + i, c) - mean) * rstd;
            vf g = d * LOAD(j->weight + i, c);
            g_sum += g;
            gh_sum = fma_(g, h, gh_sum);
            STORE(dweight + i, fma_(d, h, LOAD(dweight + i, c)), c);
            STORE(dbias + i, d + LOAD(dbias + i, c), c);
        }
        const vf g_mean = splat(sum_lanes(g_sum) / (float)n), gh_mean = splat(sum_lanes(gh_sum) / (float)n);
        FOR_VECTORS(i, c, 0, n) {
            vf h = (LOAD(x + i, c) - mean) * rstd;
            vf g = LOAD(dy + i, c) * LOAD(j->weight + i, c);
            vf ds = rstd * (g - g_mean - h * gh_mean);
            if (j->sum_gradient != NULL) ds += LOAD(j->sum_gradient + r * n + i, c);
            if (j->dresidual != NULL) {
                float *out = j->dresidual + r * n + i;
                vf d = ds;
                if (j->dropout->threshold != 0) d *= dropout_factors(j->dropout, (uint64_t)(r * n + i));
                if (j->accumulate_residual) d += LOAD(out, c);
                STORE(out, d, c);
            }
            if (j->dx != NULL) {
                float *out = j->dx + r * n + i;
                if (j->accumulate_x) ds += LOAD(out, c);
                STORE(out, ds, c);
            }
        }
    }
}

static void layer_norm_backward(hk_pool *pool, long rows, long n, const float *x, const float *weight,
                                const float *statistics, const float *dy, const float *sum_gradient,
                                const hk_dropout *dropout, int accumulate_x, float *dx, int accumulate_residual,
                                float *dresidual, int accumulate_weight, float *dweight, float *dbias) {
    const long step = max_long(rows_a_chunk(n), ceil_div(rows, NORM_PARTIALS)), chunks = ceil_div(rows, step);
    float *partial = hk_scratch(pool, -1, 0, (size_t)(chunks * 2 * n) * 4);
    layer_norm_job j = {.rows = rows, .n = n, .rows_a_chunk = step, .x = x, .weight = weight, .dy = dy,
                        .sum_gradient = sum_gradient, .dropout = dropout, .statistics = (float *)statistics, .dx = dx,
                        .dresidual = dresidual, .partial = partial, .accumulate_x = accumulate_x,
                        .accumulate_residual = accumulate_residual};
    hk_parallel(pool, chunks, layer_norm_backward_chunk, &j);
    if (dweight != NULL) column_sum(pool, chunks, n, partial, 2 * n, accumulate_weight, dweight);
    if (dbias != NULL) column_sum(pool, chunks, n, partial + n, 2 * n, accumulate_weight, dbias);
}
