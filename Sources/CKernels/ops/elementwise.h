// Sums of arrays: y = x + scale y, a + b, a row added to each row, the sum of columns.

typedef struct {
    long n, rows, stride;
    const float *a, *b;
    float scale;
    float *out;
    int accumulate;
    float *partial;
} elementwise;

static void accumulate_chunk(void *context, long chunk, int thread) {
    const elementwise *e = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, e->n);
    if (e->scale == 0) {
        memcpy(e->out + from, e->a + from, (size_t)(to - from) * 4);
        return;
    }
    FOR_VECTORS(i, c, from, to) STORE(e->out + i, fma_(splat(e->scale), LOAD(e->out + i, c), LOAD(e->a + i, c)), c);
}
static void accumulate(hk_pool *pool, long n, const float *x, float scale, float *y) {
    elementwise e = {.n = n, .a = x, .scale = scale, .out = y};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), accumulate_chunk, &e);
}

static void scale_chunk(void *context, long chunk, int thread) {
    const elementwise *e = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, e->n);
    FOR_VECTORS(i, c, from, to) {
        vf x = LOAD(e->a + i, c) * splat(e->scale);
        if (e->accumulate) x += LOAD(e->out + i, c);
        STORE(e->out + i, x, c);
    }
}
static void scale_(hk_pool *pool, long n, float factor, const float *x, int accumulate, float *y) {
    elementwise e = {.n = n, .a = x, .scale = factor, .out = y, .accumulate = accumulate};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), scale_chunk, &e);
}

static void add_chunk(void *context, long chunk, int thread) {
    const elementwise *e = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, e->n);
    FOR_VECTORS(i, c, from, to) STORE(e->out + i, LOAD(e->a + i, c) + LOAD(e->b + i, c), c);
}
static void add(hk_pool *pool, long n, const float *a, const float *b, float *out) {
    elementwise e = {.n = n, .a = a, .b = b, .out = out};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), add_chunk, &e);
}

static void add_row_chunk(void *context, long chunk, int thread) {
    const elementwise *e = context;
    long step = rows_a_chunk(e->n), from = chunk * step, to = min_long(from + step, e->rows);
    for (long r = from; r < to; r++)
        FOR_VECTORS(i, c, 0, e->n) {
            STORE(e->out + r * e->n + i, LOAD(e->a + r * e->n + i, c) + LOAD(e->b + i, c), c);
        }
}
static void add_row(hk_pool *pool, long rows, long n, const float *x, const float *row, float *out) {
    elementwise e = {.n = n, .rows = rows, .a = x, .b = row, .out = out};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), add_row_chunk, &e);
}

// Columns are cut into chunks, so that a column is summed over its rows in order by one thread.
enum { SUM_COLUMNS = 4 * W };
static void column_sum_chunk(void *context, long chunk, int thread) {
    const elementwise *e = context;
    long from = chunk * SUM_COLUMNS, to = min_long(from + SUM_COLUMNS, e->n);
    if (to - from == SUM_COLUMNS) {
        vf sum[4] = {0};
        for (long r = 0; r < e->rows; r++)
            for (int j = 0; j < 4; j++) sum[j] += load(e->a + r * e->stride + from + j * W);
        for (int j = 0; j < 4; j++) {
            float *out = e->out + from + j * W;
            store(out, e->accumulate ? load(out) + sum[j] : sum[j]);
        }
        return;
    }
    FOR_VECTORS(i, c, from, to) {
        vf sum = {0};
        for (long r = 0; r < e->rows; r++) sum += LOAD(e->a + r * e->stride + i, c);
        if (e->accumulate) sum += LOAD(e->out + i, c);
        STORE(e->out + i, sum, c);
    }
}
static void column_sum(hk_pool *pool, long rows, long n, const float *x, long stride, int accumulate, float *out) {
    elementwise e = {.n = n, .rows = rows, .stride = stride, .a = x, .out = out, .accumulate = accumulate};
    hk_parallel(pool, ceil_div(n, SUM_COLUMNS), column_sum_chunk, &e);
}
