// Cutting one-dimensional work into chunks of fixed size, whoever does them.

enum { ELEMENTS_A_CHUNK = 16384 };

INLINE long ceil_div(long a, long b) { return (a + b - 1) / b; }
INLINE long round_up_to(long n, long step) { return ceil_div(n, step) * step; }
INLINE long min_long(long a, long b) { return a < b ? a : b; }
INLINE long max_long(long a, long b) { return a > b ? a : b; }

/// Rows of n elements that make one chunk of about ELEMENTS_A_CHUNK.
INLINE long rows_a_chunk(long n) { return max_long(1, ELEMENTS_A_CHUNK / max_long(n, 1)); }

/// A loop over `for_vectors(i, count)`: whole vectors with count W, then the rest with count < W.
#define LOAD(p, count) ((count) == W ? load(p) : load_part((p), (count)))
#define STORE(p, x, count) ((count) == W ? store((p), (x)) : store_part((p), (x), (count)))
#define FOR_VECTORS(i, count, from, to)                                                                                \
    for (long i = (from), count; i < (to) && (count = (to)-i < W ? (to)-i : W, 1); i += W)
