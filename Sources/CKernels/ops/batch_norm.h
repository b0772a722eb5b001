// Batch normalisation over rows [N,C] (Ioffe and Szegedy, 2015), in training and in evaluation.
//
// mean and var of each column; out = (x - mean) rstd weight + bias; the running variance takes the unbiased one.
// dx = rstd weight (dy - mean(dy) - h mean(dy h)), with h = (x - mean) rstd.

typedef struct {
    long rows, n, rows_a_chunk;
    const float *x, *dy, *scale, *shift, *third;
    float *out, *partial;
    int accumulate;
} batch_norm_job;

// Sums of x and of squares around the first row of the chunk, which keeps the squares small.
static void batch_norm_moments_chunk(void *context, long chunk, int thread) {
    const batch_norm_job *j = context;
    const long n = j->n, from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    float *sum = j->partial + chunk * 2 * n, *squares = sum + n;
    memset(sum, 0, (size_t)(2 * n) * 4);
    const float *origin = j->x + from * n;
    for (long r = from + 1; r < to; r++)
        FOR_VECTORS(i, c, 0, n) {
            vf d = LOAD(j->x + r * n + i, c) - LOAD(origin + i, c);
            STORE(sum + i, LOAD(sum + i, c) + d, c);
            STORE(squares + i, fma_(d, d, LOAD(squares + i, c)), c);
        }
}

// out = x * scale + shift
static void batch_norm_scale_chunk(void *context, long chunk, int thread) {
    const batch_norm_job *j = context;
    const long n = j->n, from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    for (long r = from; r < to; r++)
        FOR_VECTORS(i, c, 0, n) {
            STORE(j->out + r * n + i, fma_(LOAD(j->x + r * n + i, c), LOAD(j->scale + i, c), LOAD(j->shift + i, c)), c);
        }
}

enum { NORM_CHUNKS = 64 };

static void batch_norm(hk_pool *pool, long rows, long n, const hk_batch_norm *o, const float *x, const float *weight,
                       const float *bias, float *running_mean, float *running_var, float *out, float *statistics) {
    const long step = ceil_div(rows, NORM_CHUNKS), chunks = ceil_div(rows, step);
    float *partial = hk_scratch(pool, -1, 0, (size_t)(chunks * 2 * n) * 4);
    float *scale = hk_scratch(pool, -1, 1, (size_t)(2 * n) * 4), *shift = scale + n;
    batch_norm_job j = {.rows = rows, .n = n, .rows_a_chunk = step, .x = x, .scale = scale, .shift = shift,
                        .out = out, .partial = partial};
    if (o->training) hk_parallel(pool, chunks, batch_norm_moments_chunk, &j);
    for (long i = 0; i < n; i++) {
        double mean = running_mean[i], var = running_var[i];
        if (o->training) {
            // Means and squared deviations of the chunks, joined in order (Chan et al., 1979).
            double count = 0, m2 = 0;
            mean = 0;
            for (long chunk = 0; chunk < chunks; chunk++) {
                const double size = (double)(min_long((chunk + 1) * step, rows) - chunk * step);
                const double sum = partial[chunk * 2 * n + i], squares = partial[(chunk * 2 + 1) * n + i];
                const double chunk_mean = x[chunk * step * n + i] + sum / size, d = chunk_mean - mean;
                m2 += squares - sum * sum / size + d * d * count * size / (count + size);
                count += size;
                mean += d * size / count;
            }
            var = m2 / (double)rows;
            const double unbiased = rows > 1 ? m2 / (double)(rows - 1) : var;
            running_mean[i] = (float)((1 - o->momentum) * running_mean[i] + o->momentum * mean);
            running_var[i] = (float)((1 - o->momentum) * running_var[i] + o->momentum * unbiased);
        }
        const double rstd = 1 / sqrt(var + o->epsilon);
        statistics[i] = (float)mean;
        statistics[n + i] = (float)rstd;
        scale[i] = (float)(rstd * weight[i]);
        shift[i] = (float)(bias[i] - mean * rstd * weight[i]);
    }
    hk_parallel(pool, chunks, batch_norm_scale_chunk, &j);
}

// Sums of dy and of dy * (x - mean).
static void batch_norm_sums_chunk(void *context, long chunk, int thread) {
    const batch_norm_job *j = context;
    const long n = j->n, from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    float *sum = j->partial + chunk * 2 * n, *products = sum + n;
    memset(sum, 0, (size_t)(2 * n) * 4);
    for (long r = from; r < to; r++)
        FOR_VECTORS(i, c, 0, n) {
            vf d = LOAD(j->dy + r * n + i, c);
            STORE(sum + i, LOAD(sum + i, c) + d, c);
            vf centred = LOAD(j->x + r * n + i, c) - LOAD(j->scale + i, c);
            STORE(products + i, fma_(d, centred, LOAD(products + i, c)), c);
        }
}

// dx = dy * scale + (x - mean) * shift + third
static void batch_norm_input_chunk(void *context, long chunk, int thread) {
    const batch_norm_job *j = context;
    const long n = j->n, from = chunk * j->rows_a_chunk, to = min_long(from + j->rows_a_chunk, j->rows);
    const float *mean = j->third + n;
    for (long r = from; r < to; r++)
        FOR_VECTORS(i, c, 0, n) {
            vf centred = LOAD(j->x + r * n + i, c) - LOAD(mean + i, c);
            vf d = fma_(LOAD(j->dy + r * n + i, c), LOAD(j->scale + i, c), LOAD(j->third + i, c));
            d = fma_(centred, LOAD(j->shift + i, c), d);
            if (j->accumulate) d += LOAD(j->out + r * n + i, c);
            STORE(j->out + r * n + i, d, c);
        }
}

static void batch_norm_backward(hk_pool *pool, long rows, long n, const float *x, const float *weight,
                                const float *statistics, const float *dy, int accumulate_x, float *dx,
                                int accumulate_weight, float *dweight, float *dbias) {
    const long step = ceil_div(rows, NORM_CHUNKS), chunks = ceil_div(rows, step);
    float *partial = hk_scratch(pool, -1, 0, (size_t)(chunks * 2 * n) * 4);
    float *scale = hk_scratch(pool, -1, 1, (size_t)(4 * n) * 4), *shift = scale + n, *third = shift + n;
    batch_norm_job j = {.rows = rows, .n = n, .rows_a_chunk = step, .x = x, .dy = dy, .scale = statistics,
                        .partial = partial};
    hk_parallel(pool, chunks, batch_norm_sums_chunk, &j);
    for (long i = 0; i < n; i++) {
        double sum = 0, products = 0;
        for (long chunk = 0; chunk < chunks; chunk++) {
            sum += partial[chunk * 2 * n + i];
            products += partial[(chunk * 2 + 1) * n + i];
        }
        const double rstd = statistics[n + i], factor = rstd * weight[i];
        if (dweight != NULL) dweight[i] = (float)(products * rstd + (accumulate_weight ? dweight[i] : 0));
        if (dbias != NULL) dbias[i] = (float)(sum + (accumulate_weight ? dbias[i] : 0));
        scale[i] = (float)factor;
        shift[i] = (float)(-factor * rstd * rstd * products / (double)rows);
        third[i] = (float)(-factor * sum / (double)rows);
        third[n + i] = statistics[i];
    }
    if (dx == NULL) return;
    j.scale = scale;
    j.shift = shift;
    j.third = third;
    j.out = dx;
    j.accumulate = accumulate_x;
    hk_parallel(pool, chunks, batch_norm_input_chunk, &j);
}
