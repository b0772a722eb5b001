// mse_weight * mean squared error + cosine_weight * (1 - cosine similarity), over rows of n.
//
// A row's parts are x.t, x.x, t.t and |x-t|^2. Norms below 1e-8 are taken as 1e-8, as PyTorch's cosine_similarity does.

typedef struct {
    long rows, n;
    const float *x, *target, *dloss;
    float mse_weight, cosine_weight;
    float *row_parts, *dx;
    int accumulate;
} mse_cosine_job;

static void mse_cosine_chunk(void *context, long chunk, int thread) {
    const mse_cosine_job *j = context;
    long step = rows_a_chunk(j->n), from = chunk * step, to = min_long(from + step, j->rows);
    for (long r = from; r < to; r++) {
        vf xt = {0}, xx = {0}, tt = {0}, dd = {0};
        FOR_VECTORS(i, c, 0, j->n) {
            vf x = LOAD(j->x + r * j->n + i, c), t = LOAD(j->target + r * j->n + i, c), d = x - t;
            xt = fma_(x, t, xt);
            xx = fma_(x, x, xx);
            tt = fma_(t, t, tt);
            dd = fma_(d, d, dd);
        }
        float *parts = j->row_parts + 4 * r;
        parts[0] = sum_lanes(xt);
        parts[1] = sum_lanes(xx);
        parts[2] = sum_lanes(tt);
        parts[3] = sum_lanes(dd);
    }
}

static void mse_cosine(hk_pool *pool, long rows, long n, const float *x, const float *target, float mse_weight,
                       float cosine_weight, float *row_parts, float *parts) {
    mse_cosine_job j = {.rows = rows, .n = n, .x = x, .target = target, .row_parts = row_parts};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), mse_cosine_chunk, &j);
    double squares = 0, cosine = 0;
    for (long r = 0; r < rows; r++) {
        const float *p = row_parts + 4 * r;
        squares += p[3];
        cosine += (double)p[0] / (fmax(sqrt(p[1]), 1e-8) * fmax(sqrt(p[2]), 1e-8));
    }
    const double mse = squares / ((double)rows * (double)n), mean_cosine = cosine / (double)rows;
    parts[0] = (float)(mse_weight * mse + cosine_weight * (1 - mean_cosine));
    parts[1] = (float)mse;
    parts[2] = (float)mean_cosine;
}

static void mse_cosine_backward_chunk(void *context, long chunk, int thread) {
    const mse_cosine_job *j = context;
    long step = rows_a_chunk(j->n), from = chunk * step, to = min_long(from + step, j->rows);
    const float scale = *j->dloss;
    const float mse_factor = scale * j->mse_weight * 2 / ((float)j->rows * (float)j->n);
    for (long r = from; r < to; r++) {
        const float *p = j->row_parts + 4 * r;
        const float x_norm = sqrtf(p[1]), t_norm = fmaxf(sqrtf(p[2]), 1e-8f), bounded = fmaxf(x_norm, 1e-8f);
        const float factor = -scale * j->cosine_weight / (float)j->rows;
        const float along_t = factor / (bounded * t_norm);
        const float along_x = x_norm > 1e-8f ? -factor * p[0] / (t_norm * x_norm * x_norm * x_norm) : 0;
        FOR_VECTORS(i, c, 0, j->n) {
            vf x = LOAD(j->x + r * j->n + i, c), t = LOAD(j->target + r * j->n + i, c);
            vf d = splat(mse_factor) * (x - t) + splat(along_t) * t + splat(along_x) * x;
            float *out = j->dx + r * j->n + i;
            if (j->accumulate) d += LOAD(out, c);
            STORE(out, d, c);
        }
    }
}
static void mse_cosine_backward(hk_pool *pool, long rows, long n, const float *x, const float *target, float mse_weight,
                                float cosine_weight, const float *row_parts, const float *dloss, int accumulate,
                                float *dx) {
    mse_cosine_job j = {.rows = rows, .n = n, .x = x, .target = target, .dloss = dloss, .mse_weight = mse_weight,
                        .cosine_weight = cosine_weight, .row_parts = (float *)row_parts, .dx = dx,
                        .accumulate = accumulate};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), mse_cosine_backward_chunk, &j);
}
