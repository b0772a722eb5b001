// Gathers all kernels of one target in its table; included once by each file of variants/.
#include "simd.h"
#include "chunks.h"

#include "elementwise.h"
#include "activation.h"
#include "dropout.h"
#include "reduce.h"
#include "layer_norm.h"
#include "softmax.h"
#include "gemm.h"
#include "attention.h"
#include "mse_cosine.h"
#include "adamw.h"

#include "../variants/variants.h"

static void exponential(long n, const float *x, float *out) {
    FOR_VECTORS(i, c, 0, n) STORE(out + i, exp_(LOAD(x + i, c)), c);
}
static void error_function(long n, const float *x, float *out) {
    FOR_VECTORS(i, c, 0, n) STORE(out + i, erf_(LOAD(x + i, c)), c);
}

const hk_kernels HK_TABLE = {
    .name = HK_NAME,
    .width = W,
    .gemm = gemm,
    .accumulate = accumulate,
    .add = add,
    .add_row = add_row,
    .column_sum = column_sum,
    .activation = activation,
    .activation_backward = activation_backward,
    .dropout = dropout,
    .layer_norm = layer_norm,
    .layer_norm_backward = layer_norm_backward,
    .softmax = softmax,
    .softmax_backward = softmax_backward,
    .attention = attention,
    .attention_backward = attention_backward,
    .mean_time = mean_time,
    .mean_time_backward = mean_time_backward,
    .sum_of_squares = sum_of_squares,
    .adamw = adamw,
    .mse_cosine = mse_cosine,
    .mse_cosine_backward = mse_cosine_backward,
    .exponential = exponential,
    .error_function = error_function,
};
