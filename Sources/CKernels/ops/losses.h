// Cross-entropy, binary cross-entropy and masked multi-task MSE. They are small beside a model: one thread, sums in
// double and in order.

/// Mean over rows whose class is in 0..<n of (1-s) * -log p[class] + s/n * sum(-log p); parts = {loss, rows counted}.
static void cross_entropy(long rows, long n, const float *x, const int32_t *classes, float smoothing, float *log_sums,
                          float *parts) {
    double total = 0;
    long counted = 0;
    for (long r = 0; r < rows; r++) {
        const float *row = x + r * n;
        float top = row[0];
        double sum = 0, all = 0;
        for (long i = 1; i < n; i++) top = row[i] > top ? row[i] : top;
        for (long i = 0; i < n; i++) {
            sum += exp((double)row[i] - top);
            all += row[i];
        }
        const double log_sum = top + log(sum);
        log_sums[r] = (float)log_sum;
        const long class = classes[r];
        if (class < 0 || class >= n) continue;
        counted++;
        total += (1 - smoothing) * (log_sum - row[class]) + smoothing * (log_sum - all / (double)n);
    }
    parts[0] = counted > 0 ? (float)(total / (double)counted) : 0;
    parts[1] = (float)counted;
}
static void cross_entropy_backward(long rows, long n, const float *x, const int32_t *classes, float smoothing,
                                   const float *log_sums, const float *parts, const float *dloss, int accumulate,
                                   float *dx) {
    const float factor = parts[1] > 0 ? *dloss / parts[1] : 0;
    for (long r = 0; r < rows; r++) {
        const long class = classes[r];
        const int counts = class >= 0 && class < n;
        FOR_VECTORS(i, c, 0, n) {
            vf p = exp_(LOAD(x + r * n + i, c) - splat(log_sums[r])) - splat(smoothing / (float)n);
            vf d = counts ? p * splat(factor) : splat(0);
            if (accumulate) d += LOAD(dx + r * n + i, c);
            STORE(dx + r * n + i, d, c);
        }
        if (counts) dx[r * n + class] -= factor * (1 - smoothing);
    }
}

/// Mean over elements of rows with a mask above 0 (all without a mask) of binary cross-entropy between sigmoid(x) and
/// the target; parts = {loss, elements counted}.
static void bce_logits(long rows, long n, const float *x, const float *target, const float *mask, float *parts) {
    double total = 0;
    long counted = 0;
    for (long r = 0; r < rows; r++) {
        if (mask != NULL && !(mask[r] > 0)) continue;
        counted += n;
        for (long i = r * n; i < r * n + n; i++) {
            const double v = x[i];
            total += fmax(v, 0) - v * target[i] + log1p(exp(-fabs(v)));
        }
    }
    parts[0] = counted > 0 ? (float)(total / (double)counted) : 0;
    parts[1] = (float)counted;
}
static void bce_logits_backward(long rows, long n, const float *x, const float *target, const float *mask,
                                const float *parts, const float *dloss, int accumulate, float *dx) {
    const float factor = parts[1] > 0 ? *dloss / parts[1] : 0;
    for (long r = 0; r < rows; r++) {
        const float f = mask != NULL && !(mask[r] > 0) ? 0 : factor;
        FOR_VECTORS(i, c, r * n, r * n + n) {
            vf d = f == 0 ? splat(0) : splat(f) * (sigmoid_(LOAD(x + i, c)) - LOAD(target + i, c));
            if (accumulate) d += LOAD(dx + i, c);
            STORE(dx + i, d, c);
        }
    }
}

/// Sum over tasks (columns) that have a valid label of weight * mean squared error over the valid ones; -1 is not
/// valid. counts[tasks] are the valid labels.
static void masked_mse(long rows, long tasks, const float *x, const float *target, const float *weight, float *counts,
                       float *loss) {
    double total = 0;
    for (long t = 0; t < tasks; t++) {
        double squares = 0;
        long valid = 0;
        for (long r = 0; r < rows; r++) {
            if (target[r * tasks + t] == -1) continue;
            const double d = (double)x[r * tasks + t] - target[r * tasks + t];
            squares += d * d;
            valid++;
        }
        counts[t] = (float)valid;
        if (valid > 0) total += weight[t] * squares / (double)valid;
    }
    *loss = (float)total;
}
static void masked_mse_backward(long rows, long tasks, const float *x, const float *target, const float *weight,
                                const float *counts, const float *dloss, int accumulate, float *dx) {
    for (long t = 0; t < tasks; t++) {
        const float factor = counts[t] > 0 ? 2 * *dloss * weight[t] / counts[t] : 0;
        for (long i = t; i < rows * tasks; i += tasks) {
            const float d = target[i] == -1 ? 0 : factor * (x[i] - target[i]);
            dx[i] = accumulate ? dx[i] + d : d;
        }
    }
}
