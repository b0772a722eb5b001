// The gradient before an activation, made in the product that reads it first: see `gate` of hk_gemm.

/// Whether the result is dropped out.
INLINE int gemm_drops(const hk_gemm *g) { return g->gate == NULL && g->dropout.threshold != 0; }

INLINE void gemm_gate_row(const hk_gemm *g, int kind, long row) {
    float *a = (float *)g->a + row * g->lda;
    const float *gate = g->gate + row * g->lda;
    const int masked = g->dropout.threshold != 0;
    const vf scale = splat(masked ? g->dropout.scale : 1.0f);
    FOR_VECTORS(i, c, 0, g->k) {
        vf d = LOAD(a + i, c) * activation_slope(kind, LOAD(gate + i, c));
        if (kind == HK_RELU) d *= scale;
        else if (masked) d *= dropout_factors(&g->dropout, (uint64_t)(row * g->k + i));
        STORE(a + i, d, c);
    }
}

/// Multiplies rows of a by the slope at the gate.
static void gemm_gate(const hk_gemm *g, long from, long to) {
    for (long row = from; row < to; row++) switch (g->gate_kind) {
        case HK_RELU: gemm_gate_row(g, HK_RELU, row); break;
        case HK_GELU: gemm_gate_row(g, HK_GELU, row); break;
        case HK_SILU: gemm_gate_row(g, HK_SILU, row); break;
        default: gemm_gate_row(g, g->gate_kind, row); break;
        }
}
static void gemm_gate_chunk(void *context, long chunk, int thread) {
    const hk_gemm *g = context;
    const long step = rows_a_chunk(g->k);
    gemm_gate(g, chunk * step, min_long(g->m, (chunk + 1) * step));
}
