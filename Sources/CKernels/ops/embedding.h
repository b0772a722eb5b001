// Rows of a table by number. A number outside 0..<count gives zeros and no gradient.

typedef struct {
    long rows, n, count;
    const int32_t *index;
    const float *x;
    float *out;
} embedding_job;

static void embedding_chunk(void *context, long chunk, int thread) {
    const embedding_job *e = context;
    long step = rows_a_chunk(e->n), from = chunk * step, to = min_long(from + step, e->rows);
    for (long r = from; r < to; r++) {
        const long i = e->index[r];
        if (i >= 0 && i < e->count) memcpy(e->out + r * e->n, e->x + i * e->n, (size_t)e->n * 4);
        else memset(e->out + r * e->n, 0, (size_t)e->n * 4);
    }
}
static void embedding(hk_pool *pool, long rows, long n, long count, const int32_t *index, const float *table,
                      float *out) {
    embedding_job e = {rows, n, count, index, table, out};
    hk_parallel(pool, ceil_div(rows, rows_a_chunk(n)), embedding_chunk, &e);
}

// Chunks are ranges of columns: each table row is summed over the batch in order.
static void embedding_backward_chunk(void *context, long chunk, int thread) {
    const embedding_job *e = context;
    long from = chunk * SUM_COLUMNS, to = min_long(from + SUM_COLUMNS, e->n);
    for (long r = 0; r < e->rows; r++) {
        const long i = e->index[r];
        if (i < 0 || i >= e->count) continue;
        FOR_VECTORS(c, w, from, to) {
            float *out = e->out + i * e->n + c;
            STORE(out, LOAD(out, w) + LOAD(e->x + r * e->n + c, w), w);
        }
    }
}
static void embedding_backward(hk_pool *pool, long rows, long n, long count, const int32_t *index, const float *dy,
                               int accumulate, float *dtable) {
    if (!accumulate) memset(dtable, 0, (size_t)(count * n) * 4);
    embedding_job e = {rows, n, count, index, dy, dtable};
    hk_parallel(pool, ceil_div(n, SUM_COLUMNS), embedding_backward_chunk, &e);
}
