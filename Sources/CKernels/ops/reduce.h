// Means over time and sums of squares.

typedef struct {
    long b, t, d;
    const float *x;
    int accumulate;
    float *out;
} mean_job;

static void mean_time_chunk(void *context, long b, int thread) {
    const mean_job *m = context;
    const vf factor = splat(1.0f / (float)m->t);
    FOR_VECTORS(i, c, 0, m->d) {
        vf total = {0};
        for (long t = 0; t < m->t; t++) total += LOAD(m->x + (b * m->t + t) * m->d + i, c);
        STORE(m->out + b * m->d + i, total * factor, c);
    }
}
static void mean_time(hk_pool *pool, long b, long t, long d, const float *x, float *out) {
    mean_job m = {b, t, d, x, 0, out};
    hk_parallel(pool, b, mean_time_chunk, &m);
}

static void mean_time_backward_chunk(void *context, long b, int thread) {
    const mean_job *m = context;
    const vf factor = splat(1.0f / (float)m->t);
    for (long t = 0; t < m->t; t++) {
        FOR_VECTORS(i, c, 0, m->d) {
            float *out = m->out + (b * m->t + t) * m->d + i;
            vf d = LOAD(m->x + b * m->d + i, c) * factor;
            STORE(out, m->accumulate ? d + LOAD(out, c) : d, c);
        }
    }
}
static void mean_time_backward(hk_pool *pool, long b, long t, long d, const float *dy, int accumulate, float *dx) {
    mean_job m = {b, t, d, dy, accumulate, dx};
    hk_parallel(pool, b, mean_time_backward_chunk, &m);
}

typedef struct {
    long n;
    const float *x;
    double *partial;
} squares_job;

static void sum_of_squares_chunk(void *context, long chunk, int thread) {
    const squares_job *s = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, s->n);
    double total = 0;
    // Blocks of 64 vectors are summed in float, the blocks in double.
    for (long block = from; block < to; block += 64 * W) {
        vf sum = {0};
        FOR_VECTORS(i, c, block, min_long(block + 64 * W, to)) {
            vf v = LOAD(s->x + i, c);
            sum = fma_(v, v, sum);
        }
        total += sum_lanes(sum);
    }
    s->partial[chunk] = total;
}
static double sum_of_squares(hk_pool *pool, long n, const float *x) {
    const long chunks = ceil_div(n, ELEMENTS_A_CHUNK);
    squares_job s = {n, x, hk_scratch(pool, -1, 0, (size_t)max_long(chunks, 1) * 8)};
    hk_parallel(pool, chunks, sum_of_squares_chunk, &s);
    double total = 0;
    for (long i = 0; i < chunks; i++) total += s.partial[i];
    return total;
}
