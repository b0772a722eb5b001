// Softmax over rows of n; its gradient from the output: dx = y (dy - sum(y dy)).

typedef struct {
    long rows, n;
    const float *x, *dy;
    int accumulate;
    float *out;
} softmax_job;

static void softmax_chunk(void *context, long chunk, int thread) {
    const softmax_job *s = context;
    long step = rows_a_chunk(s->n), from = chunk * step, to = min_long(from + step, s->rows);
    for (long r = from; r < to; r++) {
        const float *x = s->x + r * s->n;
        float *out = s->out + r * s->n;
        vf top = splat(-INFINITY);
        FOR_VECTORS(i, c, 0, s->n) {
            vf v = LOAD(x + i, c);
            top = max_(top, c < W ? first_lanes(v, c, -INFINITY) : v);
        }
        const vf shift = splat(max_lanes(top));
        vf total = {0};
        FOR_VECTORS(i, c, 0, s->n) {
            vf e = exp_(LOAD(x + i, c) - shift);
            STORE(out + i, e, c);
            total += c < W ? first_lanes(e, c, 0) : e;
        }
        const vf factor = splat(1.0f / sum_lanes(total));
        FOR_VECTORS(i, c, 0, s->n) STORE(out + i, LOAD(out + i, c) * factor, c);
    }
}
static void softmax(hk_pool *pool, long rows, long n, const float *x, float *out) {
    softmax_job s = {rows, n, x, NULL, 0, out};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), softmax_chunk, &s);
}

static void softmax_backward_chunk(void *context, long chunk, int thread) {
    const softmax_job *s = context;
    long step = rows_a_chunk(s->n), from = chunk * step, to = min_long(from + step, s->rows);
    for (long r = from; r < to; r++) {
        const float *y = s->x + r * s->n, *dy = s->dy + r * s->n;
        float *dx = s->out + r * s->n;
        vf dot = {0};
        FOR_VECTORS(i, c, 0, s->n) dot = fma_(LOAD(y + i, c), LOAD(dy + i, c), dot);
        const vf mean = splat(sum_lanes(dot));
        FOR_VECTORS(i, c, 0, s->n) {
            vf d = LOAD(y + i, c) * (LOAD(dy + i, c) - mean);
            if (s->accumulate) d += LOAD(dx + i, c);
            STORE(dx + i, d, c);
        }
    }
}
static void softmax_backward(hk_pool *pool, long rows, long n, const float *out, const float *dy, int accumulate,
                             float *dx) {
    softmax_job s = {rows, n, out, dy, accumulate, dx};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), softmax_backward_chunk, &s);
}
