// Gathers all kernels of one target in its table; included once by each file of variants/.
#include "simd.h"
#include "chunks.h"

#include "elementwise.h"
#include "activation.h"
#include "dropout.h"
#include "transpose.h"
#include "small_gemm.h"
#include "reduce.h"
#include "layer_norm.h"
#include "gemm.h"
#if HK_AMX
#include "gemm_amx.h"
#endif
#include "attention.h"
#include "attention_backward.h"
#include "mse_cosine.h"
#include "losses.h"
#include "embedding.h"
#include "convolution.h"
#include "batch_norm.h"
#include "gate.h"
#include "adamw.h"

#include "../variants/variants.h"

// Twelve sums keep two units busy that take four to six rounds for a sum.
static double multiply_add(long rounds, float *result) {
    enum { SUMS = 12 };
    vf sum[SUMS];
    for (int i = 0; i < SUMS; i++) sum[i] = splat((float)i);
    const vf x = splat(0.999f), y = splat(0.001f);
    for (long round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
        for (int i = 0; i < SUMS; i++) sum[i] = fma_(sum[i], x, y);
    }
    vf total = splat(0);
    for (int i = 0; i < SUMS; i++) total += sum[i];
    *result = sum_lanes(total);
    return 2.0 * W * SUMS * (double)rounds;
}

const hk_kernels HK_TABLE = {
    .name = HK_NAME,
    .width = W,
#if HK_AMX
    .gemm = gemm_amx,
#else
    .gemm = gemm,
#endif
    .accumulate = accumulate,
    .scale = scale_,
    .add = add,
    .add_row = add_row,
    .column_sum = column_sum,
    .activation = activation,
    .activation_backward = activation_backward,
    .dropout = dropout,
    .layer_norm = layer_norm,
    .layer_norm_backward = layer_norm_backward,
    .attention = attention,
    .attention_backward = attention_backward,
    .mean_time = mean_time,
    .mean_time_backward = mean_time_backward,
    .sum_of_squares = sum_of_squares,
    .adamw = adamw,
    .mse_cosine = mse_cosine,
    .mse_cosine_backward = mse_cosine_backward,
    .embedding = embedding,
    .embedding_backward = embedding_backward,
    .cross_entropy = cross_entropy,
    .cross_entropy_backward = cross_entropy_backward,
    .bce_logits = bce_logits,
    .bce_logits_backward = bce_logits_backward,
    .masked_mse = masked_mse,
    .masked_mse_backward = masked_mse_backward,
    .unfold = unfold,
    .fold = fold,
    .depthwise = depthwise,
    .depthwise_backward = depthwise_backward,
    .batch_norm = batch_norm,
    .batch_norm_backward = batch_norm_backward,
    .gate = gate_apply,
    .gate_sum = gate_sum,
    .copy_columns = copy_columns,
    .multiply_add = multiply_add,
};
