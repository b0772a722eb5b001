// relu, gelu (erf form), silu, sigmoid, tanh and their gradients.
//
// Gradients are functions of the input x for gelu and silu; of x or of the output alike for relu; of the output for
// sigmoid and tanh.

INLINE vf activate(int kind, vf x) {
    switch (kind) {
    case HK_RELU: return select_(x < splat(0.0f), splat(0.0f), x);
    case HK_GELU: return splat(0.5f) * x * (splat(1.0f) + erf_(x * splat(0.70710678118654752f)));
    case HK_SILU: return x * sigmoid_(x);
    case HK_SIGMOID: return sigmoid_(x);
    case HK_TANH: return splat(2.0f) * sigmoid_(x + x) - splat(1.0f);
    default: return x;
    }
}

INLINE vf activation_slope(int kind, vf x) {
    const vf one = splat(1.0f);
    switch (kind) {
    case HK_RELU: return select_(x > splat(0.0f), one, splat(0.0f));
    case HK_GELU: {
        vf cdf = splat(0.5f) * (one + erf_(x * splat(0.70710678118654752f)));
        vf pdf = splat(0.39894228040143268f) * exp_(splat(-0.5f) * x * x);
        return fma_(x, pdf, cdf);
    }
    case HK_SILU: {
        vf s = sigmoid_(x);
        return s * fma_(x, one - s, one);
    }
    case HK_SIGMOID: return x * (one - x);
    case HK_TANH: return one - x * x;
    default: return one;
    }
}

typedef struct {
    long n;
    int kind, accumulate;
    const float *x, *dy;
    float *out;
} activation_job;

INLINE void activation_range(const activation_job *a, int kind, long from, long to) {
    FOR_VECTORS(i, c, from, to) STORE(a->out + i, activate(kind, LOAD(a->x + i, c)), c);
}
INLINE void activation_backward_range(const activation_job *a, int kind, long from, long to) {
    FOR_VECTORS(i, c, from, to) {
        vf d = LOAD(a->dy + i, c) * activation_slope(kind, LOAD(a->x + i, c));
        if (a->accumulate) d += LOAD(a->out + i, c);
        STORE(a->out + i, d, c);
    }
}

// Each kind is spelt out so that the choice is made outside the loop.
#define EACH_KIND(function)                                                                                            \
    switch (a->kind) {                                                                                                 \
    case HK_RELU: function(a, HK_RELU, from, to); break;                                                               \
    case HK_GELU: function(a, HK_GELU, from, to); break;                                                               \
    case HK_SILU: function(a, HK_SILU, from, to); break;                                                               \
    case HK_SIGMOID: function(a, HK_SIGMOID, from, to); break;                                                         \
    case HK_TANH: function(a, HK_TANH, from, to); break;                                                               \
    default: function(a, HK_LINEAR, from, to); break;                                                                  \
    }

static void activation_chunk(void *context, long chunk, int thread) {
    const activation_job *a = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, a->n);
    EACH_KIND(activation_range)
}
static void activation(hk_pool *pool, long n, int kind, const float *x, float *out) {
    activation_job a = {.n = n, .kind = kind, .x = x, .out = out};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), activation_chunk, &a);
}

static void activation_backward_kinds(const activation_job *a, long from, long to) {
    EACH_KIND(activation_backward_range)
}
static void activation_backward_chunk(void *context, long chunk, int thread) {
    const activation_job *a = context;
    long from = chunk * ELEMENTS_A_CHUNK, to = min_long(from + ELEMENTS_A_CHUNK, a->n);
    activation_backward_kinds(a, from, to);
}
static void activation_backward(hk_pool *pool, long n, int kind, const float *x, const float *dy, int accumulate,
                                float *dx) {
    activation_job a = {.n = n, .kind = kind, .accumulate = accumulate, .x = x, .dy = dy, .out = dx};
    hk_parallel(pool, ceil_div(n, ELEMENTS_A_CHUNK), activation_backward_chunk, &a);
}
