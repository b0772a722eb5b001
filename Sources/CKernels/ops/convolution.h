// Convolutions over images [B,H,W,C] with padding (k-1)/2 and a stride: unfolding for a matrix product, and depthwise.
//
// Weights are PyTorch's: [O,C,k,k], and [C,1,k,k] depthwise. An unfolded row holds (c, kh, kw) in the weight's order.

static inline long convolved(long size, long kernel, long stride) {
    return (size + 2 * ((kernel - 1) / 2) - kernel) / stride + 1;
}

typedef struct {
    hk_pool *pool;
    const hk_convolution *s;
    long out_height, out_width;
    const float *x, *weight, *dy;
    float *out, *partial;
    int accumulate;
    long images_a_chunk;
} convolution_job;

static convolution_job convolution_setup(hk_pool *pool, const hk_convolution *s) {
    return (convolution_job){.pool = pool, .s = s, .out_height = convolved(s->height, s->kernel, s->stride),
                             .out_width = convolved(s->width, s->kernel, s->stride)};
}

static void unfold_chunk(void *context, long chunk, int thread) {
    const convolution_job *j = context;
    const hk_convolution *s = j->s;
    const long b = chunk / j->out_height, oh = chunk % j->out_height, k = s->kernel, pad = (k - 1) / 2, c = s->channels;
    float *out = j->out + chunk * j->out_width * c * k * k;
    for (long ow = 0; ow < j->out_width; ow++, out += c * k * k) {
        for (long kh = 0; kh < k; kh++) {
            for (long kw = 0; kw < k; kw++) {
                const long h = oh * s->stride + kh - pad, w = ow * s->stride + kw - pad;
                const int inside = h >= 0 && h < s->height && w >= 0 && w < s->width;
                const float *x = j->x + ((b * s->height + h) * s->width + w) * c;
                for (long i = 0; i < c; i++) out[(i * k + kh) * k + kw] = inside ? x[i] : 0;
            }
        }
    }
}
static void unfold(hk_pool *pool, const hk_convolution *s, const float *x, float *columns) {
    convolution_job j = convolution_setup(pool, s);
    j.x = x;
    j.out = columns;
    hk_parallel(pool, s->batch * j.out_height, unfold_chunk, &j);
}

static void fold_chunk(void *context, long b, int thread) {
    const convolution_job *j = context;
    const hk_convolution *s = j->s;
    const long k = s->kernel, pad = (k - 1) / 2, c = s->channels, pixels = s->height * s->width * c;
    float *image = j->out + b * pixels;
    if (!j->accumulate) memset(image, 0, (size_t)pixels * 4);
    const float *column = j->x + b * j->out_height * j->out_width * c * k * k;
    for (long oh = 0; oh < j->out_height; oh++)
        for (long ow = 0; ow < j->out_width; ow++, column += c * k * k)
            for (long kh = 0; kh < k; kh++)
                for (long kw = 0; kw < k; kw++) {
                    const long h = oh * s->stride + kh - pad, w = ow * s->stride + kw - pad;
                    if (h < 0 || h >= s->height || w < 0 || w >= s->width) continue;
                    float *x = image + (h * s->width + w) * c;
                    for (long i = 0; i < c; i++) x[i] += column[(i * k + kh) * k + kw];
                }
}
static void fold(hk_pool *pool, const hk_convolution *s, const float *columns, int accumulate, float *dx) {
    convolution_job j = convolution_setup(pool, s);
    j.x = columns;
    j.out = dx;
    j.accumulate = accumulate;
    hk_parallel(pool, s->batch, fold_chunk, &j);
}

/// [C,k,k] to [k,k,C], so that channels are neighbours.
static const float *depthwise_weight(hk_pool *pool, const hk_convolution *s, const float *weight) {
    const long taps = s->kernel * s->kernel;
    float *out = hk_scratch(pool, -1, 1, (size_t)(taps * s->channels) * 4);
    for (long c = 0; c < s->channels; c++)
        for (long t = 0; t < taps; t++) out[t * s->channels + c] = weight[c * taps + t];
    return out;
}

static void depthwise_chunk(void *context, long chunk, int thread) {
    const convolution_job *j = context;
    const hk_convolution *s = j->s;
    const long b = chunk / j->out_height, oh = chunk % j->out_height, k = s->kernel, pad = (k - 1) / 2, c = s->channels;
    const long h0 = oh * s->stride - pad;
    for (long ow = 0; ow < j->out_width; ow++) {
        const long w0 = ow * s->stride - pad;
        float *out = j->out + (chunk * j->out_width + ow) * c;
        FOR_VECTORS(i, n, 0, c) {
            vf sum = splat(0);
            for (long kh = max_long(0, -h0); kh < min_long(k, s->height - h0); kh++)
                for (long kw = max_long(0, -w0); kw < min_long(k, s->width - w0); kw++) {
                    const float *x = j->x + ((b * s->height + h0 + kh) * s->width + w0 + kw) * c;
                    sum = fma_(LOAD(x + i, n), LOAD(j->weight + (kh * k + kw) * c + i, n), sum);
                }
            STORE(out + i, sum, n);
        }
    }
}
static void depthwise(hk_pool *pool, const hk_convolution *s, const float *x, const float *weight, float *out) {
    convolution_job j = convolution_setup(pool, s);
    j.x = x;
    j.weight = depthwise_weight(pool, s, weight);
    j.out = out;
    hk_parallel(pool, s->batch * j.out_height, depthwise_chunk, &j);
}

// Input pixel (h,w) was read by tap (kh,kw) of output ((h+pad-kh)/stride, (w+pad-kw)/stride) where that is whole.
static void depthwise_input_chunk(void *context, long chunk, int thread) {
    const convolution_job *j = context;
    const hk_convolution *s = j->s;
    const long b = chunk / s->height, h = chunk % s->height, k = s->kernel, pad = (k - 1) / 2, c = s->channels;
    for (long w = 0; w < s->width; w++) {
        float *out = j->out + (chunk * s->width + w) * c;
        FOR_VECTORS(i, n, 0, c) {
            vf sum = j->accumulate ? LOAD(out + i, n) : splat(0);
            for (long kh = 0; kh < k; kh++) {
                const long top = h + pad - kh, oh = top / s->stride;
                if (top < 0 || top % s->stride != 0 || oh >= j->out_height) continue;
                for (long kw = 0; kw < k; kw++) {
                    const long left = w + pad - kw, ow = left / s->stride;
                    if (left < 0 || left % s->stride != 0 || ow >= j->out_width) continue;
                    const float *dy = j->dy + ((b * j->out_height + oh) * j->out_width + ow) * c;
                    sum = fma_(LOAD(dy + i, n), LOAD(j->weight + (kh * k + kw) * c + i, n), sum);
                }
            }
            STORE(out + i, sum, n);
        }
    }
}

static void depthwise_weight_chunk(void *context, long chunk, int thread) {
    const convolution_job *j = context;
    const hk_convolution *s = j->s;
    const long k = s->kernel, pad = (k - 1) / 2, c = s->channels;
    float *partial = j->partial + chunk * k * k * c;
    memset(partial, 0, (size_t)(k * k * c) * 4);
    const long from = chunk * j->images_a_chunk, to = min_long(from + j->images_a_chunk, s->batch);
    for (long b = from; b < to; b++)
        for (long oh = 0; oh < j->out_height; oh++) {
            const long h0 = oh * s->stride - pad;
            for (long kh = max_long(0, -h0); kh < min_long(k, s->height - h0); kh++)
                for (long kw = 0; kw < k; kw++) {
                    // Outputs whose tap lies inside the row; there are none where even the first one is right of it.
                    const long columns = max_long(0, s->width + pad - kw);
                    const long first = ceil_div(max_long(0, pad - kw), s->stride);
                    const long last = min_long(j->out_width, ceil_div(columns, s->stride));
                    const float *x = j->x + ((b * s->height + h0 + kh) * s->width - pad + kw) * c;
                    const float *dy = j->dy + (b * j->out_height + oh) * j->out_width * c;
                    float *out = partial + (kh * k + kw) * c;
                    FOR_VECTORS(i, n, 0, c) {
                        vf sum = LOAD(out + i, n);
                        for (long ow = first; ow < last; ow++)
                            sum = fma_(LOAD(x + ow * s->stride * c + i, n), LOAD(dy + ow * c + i, n), sum);
                        STORE(out + i, sum, n);
                    }
                }
        }
}

static void depthwise_backward(hk_pool *pool, const hk_convolution *s, const float *x, const float *weight,
                               const float *dy, int accumulate_x, float *dx, int accumulate_weight, float *dweight) {
    convolution_job j = convolution_setup(pool, s);
    j.x = x;
    j.dy = dy;
    if (dx != NULL) {
        j.weight = depthwise_weight(pool, s, weight);
        j.out = dx;
        j.accumulate = accumulate_x;
        hk_parallel(pool, s->batch * s->height, depthwise_input_chunk, &j);
    }
    if (dweight == NULL) return;
    const long taps = s->kernel * s->kernel, c = s->channels;
    j.images_a_chunk = ceil_div(s->batch, 16);
    const long chunks = ceil_div(s->batch, j.images_a_chunk);
    j.partial = hk_scratch(pool, -1, 0, (size_t)(chunks * taps * c) * 4);
    hk_parallel(pool, chunks, depthwise_weight_chunk, &j);
    for (long i = 0; i < c; i++)
        for (long t = 0; t < taps; t++) {
            float sum = accumulate_weight ? dweight[i * taps + t] : 0;
            for (long chunk = 0; chunk < chunks; chunk++) sum += j.partial[(chunk * taps + t) * c + i];
            dweight[i * taps + t] = sum;
        }
}
