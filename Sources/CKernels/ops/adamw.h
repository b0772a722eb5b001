// AdamW in one pass over flat parameters (Loshchilov and Hutter, 2019), in the order of PyTorch's operations.

typedef struct {
    long n;
    const hk_adamw *options;
    float *parameter, *m, *v;
    const float *gradient;
} adamw_job;

static void adamw_chunk(void *context, long chunk, int thread) {
    const adamw_job *j = context;
    const hk_adamw *o = j->options;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, j->n);
    const vf decay = splat(1.0f - o->learning_rate * o->weight_decay), clip = splat(o->gradient_scale);
    const vf beta1 = splat(o->beta1), rest1 = splat(1.0f - o->beta1), beta2 = splat(o->beta2);
    const vf rest2 = splat(1.0f - o->beta2), epsilon = splat(o->epsilon);
    const vf step = splat(-o->learning_rate / o->correction1), root = splat(1.0f / sqrtf(o->correction2));
    FOR_VECTORS(i, c, from, to) {
        vf g = LOAD(j->gradient + i, c) * clip;
        vf m = fma_(beta1, LOAD(j->m + i, c), rest1 * g);
        vf v = fma_(beta2, LOAD(j->v + i, c), rest2 * g * g);
        vf denominator = fma_(__builtin_elementwise_sqrt(v), root, epsilon);
        vf p = LOAD(j->parameter + i, c) * decay;
        STORE(j->m + i, m, c);
        STORE(j->v + i, v, c);
        STORE(j->parameter + i, fma_(step, m / denominator, p), c);
    }
}
static void adamw(hk_pool *pool, long n, const hk_adamw *options, float *parameter, const float *gradient,
                  float *first_moment, float *second_moment) {
    adamw_job j = {n, options, parameter, first_moment, second_moment, gradient};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), adamw_chunk, &j);
}
