// The one door to the engine's C kernels: a thread pool and a table of operations, one table for each instruction set.
//
// Letters in shapes: B batch, T time, S memory time, D width, H heads, N rows, C channels. All arrays are row-major
// float unless said otherwise. Every kernel cuts its work into chunks by shape alone, never by the number of threads,
// and combines partial sums in a fixed order, so that any number of threads gives the same bits.
#ifndef HK_KERNELS_H
#define HK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// ---- threads.c ----

typedef struct hk_pool hk_pool;

/// Makes a pool that works with `threads` threads, the caller's included; NULL when there is no memory.
hk_pool *hk_pool_create(int threads);
void hk_pool_destroy(hk_pool *pool);
int hk_pool_threads(const hk_pool *pool);

/// Calls `body(context, chunk, thread)` for every chunk of 0..<chunks, on any thread, and returns when all are done.
void hk_parallel(hk_pool *pool, long chunks, void (*body)(void *context, long chunk, int thread), void *context);

/// Memory of a thread (or, with thread -1, shared by all) that is kept between calls and grows as needed; 64-byte
/// aligned. Each thread has `HK_SCRATCH_SLOTS` of them.
#define HK_SCRATCH_SLOTS 4
void *hk_scratch(hk_pool *pool, int thread, int slot, size_t bytes);

// ---- memory.c ----

/// Zeroed memory on a cache line, in large pages from 2 MiB on where the system has them; NULL when there is none.
void *hk_allocate(size_t bytes);
void hk_free(void *memory);

// ---- operations ----

enum { HK_LINEAR = 0, HK_RELU = 1, HK_GELU = 2, HK_SILU = 3, HK_SIGMOID = 4, HK_TANH = 5 };

/// A dropout mask: element i is dropped when a hash of (key, i) falls below `threshold` (of 2^32); the others are
/// multiplied by `scale`. A threshold of 0 keeps all.
typedef struct {
    uint64_t key;
    uint32_t threshold;
    float scale;
} hk_dropout;

/// c[m,n] = activation(op(a) op(b) + bias), or c += op(a) op(b) when `accumulate`.
/// op(a) is [m,k]: a is stored so, or as [k,m] when `transpose_a`; op(b) is [k,n], or stored as [n,k] when `transpose_b`.
/// With `pre_activation` the sum before the activation is stored there (same shape and stride as c).
typedef struct {
    long m, n, k;
    const float *a;
    long lda;
    int transpose_a;
    const float *b;
    long ldb;
    int transpose_b;
    float *c;
    long ldc;
    int accumulate;
    const float *bias;
    int activation;
    float *pre_activation;
    /// With `gate` (of a's shape and stride; a not transposed), a is first multiplied in place by the slope of the
    /// activation `gate_kind` at the gate: the gradient before an activation from the one after it.
    const float *gate;
    int gate_kind;
    /// With a threshold, the result after its activation is multiplied by the mask, element row * n + column. With `gate`
    /// it is that of the gate: a is multiplied by it too, element row * k + column; where the gate is relu's output, the
    /// mask is seen in it.
    hk_dropout dropout;
    /// With `row_sum`, [m]: sums of the rows of op(a) are stored there, or added when `accumulate`; a bias's gradient.
    float *row_sum;
} hk_gemm;

/// Attention of H heads: out[b,t,h] = softmax(scale q k' + masks) v. Each of q, k, v is read at
/// base[(b * time + t) * stride + h * width]; gradients have their source's strides.
typedef struct {
    long batch, heads, time, memory_time, width;
    float scale;
    const float *q, *k, *v;
    long q_stride, k_stride, v_stride;
    float *out; // [B,T,H*width], stride out_stride
    long out_stride;
    float *statistics; // [B,H,2,T], for the backward pass: each row's largest logit and 1 / its sum of exponentials
    int causal;
    const float *key_mask; // [B,S], 1 for a key that counts and 0 for padding; or NULL
    const float *relative; // [L,width]: adds q_i . E[L-1-(i-j)] to the logits; or NULL
    long relative_length;
    hk_dropout dropout; // element ((b * H + h) * S + j) * T + i
    // backward only
    const float *out_gradient;
    float *q_gradient, *k_gradient, *v_gradient; // written, or added to when `accumulate_…`; NULL is not wanted
    int accumulate_q, accumulate_k, accumulate_v;
    float *relative_gradient;
    int accumulate_relative;
} hk_attention;

typedef struct {
    float learning_rate, beta1, beta2, epsilon, weight_decay;
    float correction1, correction2; // 1 - beta^step
    float gradient_scale;           // multiplies each gradient first (clipping)
} hk_adamw;

/// Images [B,H,W,C], a square kernel, padding (kernel-1)/2.
typedef struct {
    long batch, height, width, channels, kernel, stride;
} hk_convolution;

typedef struct {
    float epsilon, momentum;
    int training;
} hk_batch_norm;

typedef struct hk_kernels {
    const char *name;
    int width; // floats in a vector

    void (*gemm)(hk_pool *, const hk_gemm *);

    /// y = x + scale * y's old value; scale 0 does not read y.
    void (*accumulate)(hk_pool *, long n, const float *x, float scale, float *y);
    /// y (+)= factor * x
    void (*scale)(hk_pool *, long n, float factor, const float *x, int accumulate, float *y);
    /// out = a + b
    void (*add)(hk_pool *, long n, const float *a, const float *b, float *out);
    /// out[r,i] = x[r,i] + row[i], rows of n
    void (*add_row)(hk_pool *, long rows, long n, const float *x, const float *row, float *out);
    /// out[i] (+)= sum over rows of x[r,i]
    void (*column_sum)(hk_pool *, long rows, long n, const float *x, long stride, int accumulate, float *out);

    void (*activation)(hk_pool *, long n, int kind, const float *x, float *out);
    /// dx (+)= dy * activation'(x); for relu, sigmoid and tanh `x` may be the output instead (see `activation.h`).
    void (*activation_backward)(hk_pool *, long n, int kind, const float *x, const float *dy, int accumulate, float *dx);

    void (*dropout)(hk_pool *, long n, const hk_dropout *, const float *x, int accumulate, float *out);

    /// out = (x - mean) * rstd * weight + bias over rows of n; statistics [rows,2] keeps mean and rstd.
    /// When `residual` is given, x + dropout(residual) is normalised instead and stored in `sum` (may be x or residual).
    void (*layer_norm)(hk_pool *, long rows, long n, float epsilon, const float *x, const float *residual,
                       const hk_dropout *, float *sum, const float *weight, const float *bias, float *out,
                       float *statistics);
    /// dx (+)= gradient of the normalisation at `x` (+ `sum_gradient` when given); dresidual = dropout mask * that.
    /// dweight and dbias (+)= their gradients.
    void (*layer_norm_backward)(hk_pool *, long rows, long n, const float *x, const float *weight,
                                const float *statistics, const float *dy, const float *sum_gradient,
                                const hk_dropout *, int accumulate_x, float *dx, int accumulate_residual,
                                float *dresidual, int accumulate_weight, float *dweight, float *dbias);

    void (*attention)(hk_pool *, const hk_attention *);
    void (*attention_backward)(hk_pool *, const hk_attention *);

    /// out[b,d] = mean over t of x[b,t,d]
    void (*mean_time)(hk_pool *, long b, long t, long d, const float *x, float *out);
    void (*mean_time_backward)(hk_pool *, long b, long t, long d, const float *dy, int accumulate, float *dx);

    /// Sum of squares, in double, with a fixed shape of partial sums.
    double (*sum_of_squares)(hk_pool *, long n, const float *x);
    /// One AdamW step over n parameters (Loshchilov and Hutter, 2019, as PyTorch's single-tensor form).
    void (*adamw)(hk_pool *, long n, const hk_adamw *, float *parameter, const float *gradient, float *first_moment,
                  float *second_moment);

    /// mse_weight * mean((x-t)^2) + cosine_weight * mean over rows of (1 - cos(x,t)); parts = {total, mse, cosine}.
    /// `rows` is scratch of 4 * rows floats kept for the backward pass.
    void (*mse_cosine)(hk_pool *, long rows, long n, const float *x, const float *target, float mse_weight,
                       float cosine_weight, float *row_parts, float *parts);
    void (*mse_cosine_backward)(hk_pool *, long rows, long n, const float *x, const float *target, float mse_weight,
                                float cosine_weight, const float *row_parts, const float *dloss, int accumulate,
                                float *dx);

    /// Rows of a table [count,n] by number, zeros for a number outside; the gradient is summed in order of rows.
    void (*embedding)(hk_pool *, long rows, long n, long count, const int32_t *index, const float *table, float *out);
    void (*embedding_backward)(hk_pool *, long rows, long n, long count, const int32_t *index, const float *dy,
                               int accumulate, float *dtable);

    void (*cross_entropy)(long rows, long n, const float *x, const int32_t *classes, float smoothing, float *log_sums,
                          float *parts);
    void (*cross_entropy_backward)(long rows, long n, const float *x, const int32_t *classes, float smoothing,
                                   const float *log_sums, const float *parts, const float *dloss, int accumulate,
                                   float *dx);
    void (*bce_logits)(long rows, long n, const float *x, const float *target, const float *mask, float *parts);
    void (*bce_logits_backward)(long rows, long n, const float *x, const float *target, const float *mask,
                                const float *parts, const float *dloss, int accumulate, float *dx);
    void (*masked_mse)(long rows, long tasks, const float *x, const float *target, const float *weight, float *counts,
                       float *loss);
    void (*masked_mse_backward)(long rows, long tasks, const float *x, const float *target, const float *weight,
                                const float *counts, const float *dloss, int accumulate, float *dx);

    /// columns [B*OH*OW, C*k*k] of an image, and the sum back.
    void (*unfold)(hk_pool *, const hk_convolution *, const float *x, float *columns);
    void (*fold)(hk_pool *, const hk_convolution *, const float *columns, int accumulate, float *dx);
    void (*depthwise)(hk_pool *, const hk_convolution *, const float *x, const float *weight, float *out);
    void (*depthwise_backward)(hk_pool *, const hk_convolution *, const float *x, const float *weight, const float *dy,
                               int accumulate_x, float *dx, int accumulate_weight, float *dweight);

    /// statistics [2,n]: mean and rstd of the columns; in training the running ones take momentum of the batch's.
    void (*batch_norm)(hk_pool *, long rows, long n, const hk_batch_norm *, const float *x, const float *weight,
                       const float *bias, float *running_mean, float *running_var, float *out, float *statistics);
    void (*batch_norm_backward)(hk_pool *, long rows, long n, const float *x, const float *weight,
                                const float *statistics, const float *dy, int accumulate_x, float *dx,
                                int accumulate_weight, float *dweight, float *dbias);

    /// out[b,t,d] (+)= x[b,t,d] * gate[b,d], and dgate[b,d] (+)= sum over t of x dy
    void (*gate)(hk_pool *, long b, long t, long d, const float *x, const float *gate, int accumulate, float *out);
    void (*gate_sum)(hk_pool *, long b, long t, long d, const float *x, const float *dy, int accumulate, float *dgate);

    void (*copy_columns)(long rows, long width, const float *x, long x_stride, int accumulate, float *out,
                         long out_stride);

    /// Multiplies and adds whole vectors in registers for `rounds` rounds and returns how many operations that were: for
    /// the measure of a core's peak.
    double (*multiply_add)(long rounds, float *result);
} hk_kernels;

// ---- dispatch.c ----

/// The fastest table that this machine runs, or the one that HPO_KERNELS names.
const hk_kernels *hk_kernels_best(void);
/// All tables that this machine runs, fastest first; `count` receives how many.
const hk_kernels *const *hk_kernels_available(int *count);

#endif
