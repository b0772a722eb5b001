// Dropout whose mask is a hash of (key, element): nothing is stored, and the backward pass draws the same mask again.
//
// The hash is the 32-bit finaliser with the lowest known bias (Wellons, "lowbias32"), keyed before and after its first
// round; the key itself comes from Philox over (seed, step, operation).

INLINE vu hash32(vu x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

/// Factors (0 or scale) of the W elements from `index` on.
INLINE vf dropout_factors(const hk_dropout *d, uint64_t index) {
    uint32_t high = (uint32_t)(d->key >> 32) + (uint32_t)(index >> 32) * 0x9e3779b9u;
    vu x = ((vu)lanes() + (uint32_t)index) ^ (uint32_t)d->key;
    vu h = hash32(hash32(x) + high);
    return select_((vi)(h < d->threshold), splat(0.0f), splat(d->scale));
}

typedef struct {
    long n;
    const hk_dropout *dropout;
    const float *x;
    int accumulate;
    float *out;
} dropout_job;

static void dropout_chunk(void *context, long chunk, int thread) {
    const dropout_job *d = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, d->n);
    FOR_VECTORS(i, c, from, to) {
        vf y = LOAD(d->x + i, c) * dropout_factors(d->dropout, (uint64_t)i);
        if (d->accumulate) y += LOAD(d->out + i, c);
        STORE(d->out + i, y, c);
    }
}
static void dropout(hk_pool *pool, long n, const hk_dropout *mask, const float *x, int accumulate, float *out) {
    dropout_job d = {n, mask, x, accumulate, out};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), dropout_chunk, &d);
}
