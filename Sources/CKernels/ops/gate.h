// out[b,t,d] = x[b,t,d] * gate[b,d]: the last step of squeeze-and-excitation (Hu et al., 2018).
// dx = dout * gate;  dgate[b,d] = sum over t of dout x.

typedef struct {
    long t, d;
    const float *x, *gate, *dy;
    float *out;
    int accumulate;
} gate_job;

static void gate_chunk(void *context, long b, int thread) {
    const gate_job *g = context;
    for (long t = 0; t < g->t; t++) {
        const long row = (b * g->t + t) * g->d;
        FOR_VECTORS(i, c, 0, g->d) {
            vf y = LOAD(g->x + row + i, c) * LOAD(g->gate + b * g->d + i, c);
            if (g->accumulate) y += LOAD(g->out + row + i, c);
            STORE(g->out + row + i, y, c);
        }
    }
}
static void gate_apply(hk_pool *pool, long b, long t, long d, const float *x, const float *gate, int accumulate,
                 float *out) {
    gate_job g = {.t = t, .d = d, .x = x, .gate = gate, .out = out, .accumulate = accumulate};
    hk_parallel(pool, b, gate_chunk, &g);
}

static void gate_sum_chunk(void *context, long b, int thread) {
    const gate_job *g = context;
    FOR_VECTORS(i, c, 0, g->d) {
        float *out = g->out + b * g->d + i;
        vf sum = g->accumulate ? LOAD(out, c) : splat(0);
        for (long t = 0; t < g->t; t++) {
            const long at = (b * g->t + t) * g->d + i;
            sum = fma_(LOAD(g->x + at, c), LOAD(g->dy + at, c), sum);
        }
        STORE(out, sum, c);
    }
}
static void gate_sum(hk_pool *pool, long b, long t, long d, const float *x, const float *dy, int accumulate,
                     float *dgate) {
    gate_job g = {.t = t, .d = d, .x = x, .dy = dy, .out = dgate, .accumulate = accumulate};
    hk_parallel(pool, b, gate_sum_chunk, &g);
}

/// Copies rows of `width` columns between strides: out[r, 0..<width] (+)= x[r, 0..<width].
static void copy_columns(long rows, long width, const float *x, long x_stride, int accumulate, float *out,
                         long out_stride) {
    for (long r = 0; r < rows; r++)
        FOR_VECTORS(i, c, 0, width) {
            vf v = LOAD(x + r * x_stride + i, c);
            if (accumulate) v += LOAD(out + r * out_stride + i, c);
            STORE(out + r * out_stride + i, v, c);
        }
}
