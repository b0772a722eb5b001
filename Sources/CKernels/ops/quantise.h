// Rows and columns of floats as integers of three signed digits of 8 bits, in the tiles that gemm_amx.h multiplies.
//
// Tiles are of 16 rows of 64 bytes. Of 64 neighbours in k, byte 4 i + j of a tile's row holds k = 16 j + i: the order that
// comes without shuffling when four vectors of digits are woven together; both operands keep to it.

enum { QK = 64, QUANT_DEPTH = 512, QUANT_TILE = 1024, QUANT_GROUPS = 8 };
enum { QUANT_TOP = 0x7f7f7f }; // the largest integer of three digits
// Integer sums stay below 2^31: QUANT_DEPTH * 3 * 2^14.

INLINE vi digits(vf x, vf inverse) {
    const vf middle = splat(8421504.0f); // 0x808080: all digits become bytes 0...255 around 128
    return (vi)_mm512_cvtps_epi32((__m512)fma_(x, inverse, middle)) ^ 0x808080;
}

/// Weaves four vectors of digits: out[d] holds digit d + 1 of each.
INLINE void weave(vi a, vi b, vi c, vi d, vi out[3]) {
    const vi even = splat_int(0x00ff00ff), low = splat_int(0xffff);
    const vi ab0 = (a & even) | ((b << 8) & ~even), ab1 = ((vi)((vu)a >> 8) & even) | (b & ~even);
    const vi cd0 = (c & even) | ((d << 8) & ~even), cd1 = ((vi)((vu)c >> 8) & even) | (d & ~even);
    out[0] = ((vi)((vu)ab0 >> 16) & low) | (cd0 & ~low);
    out[1] = (ab1 & low) | ((cd1 << 16) & ~low);
    out[2] = (ab0 & low) | ((cd0 << 16) & ~low);
}

INLINE vi magnitude(vf x) {
    vi bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & 0x7fffffff;
}
INLINE vi max_int(vi a, vi b) { return (vi)_mm512_max_epi32((__m512i)a, (__m512i)b); }

/// Scales from the largest magnitudes (as bits): NaN where one is not finite.
INLINE void quant_scales(vi top, vf *scale, vf *inverse) {
    vf largest = max_(as_float(top), splat(1e-30f));
    *inverse = splat((float)QUANT_TOP) / largest;
    *scale = select_(top >= splat_int(0x7f800000), splat(NAN), largest * splat(1.0f / (float)QUANT_TOP));
}

/// Transposes a tile of 16 x 16 words of four digits.
INLINE void turn_tile(int8_t *tile) {
    vf r[W];
    memcpy(r, tile, sizeof r);
    transpose_registers(r);
    memcpy(tile, r, sizeof r);
}

/// Quantises `count` <= 16 rows, k contiguous: tiles of row r (turned: of column r) for every 64 of depth.
static void quantise_rows(const float *x, long stride, long count, long depth, int turn, float *scales, int8_t *out) {
    vf inverse[16];
    for (long r = 0; r < 16; r++) {
        vi top = splat_int(0);
        if (r < count) {
            const float *row = x + r * stride;
            FOR_VECTORS(k, c, 0, depth) {
                __builtin_prefetch(row + 16 * stride + k); // the same row of the next group
                top = max_int(top, magnitude(LOAD(row + k, c)));
            }
        }
        vf scale;
        quant_scales(splat_int(_mm512_reduce_max_epi32((__m512i)top)), &scale, &inverse[r]);
        scales[r] = scale[0];
    }
    for (long k0 = 0; k0 < depth; k0 += QK, out += 3 * QUANT_TILE) {
        const long left = depth - k0;
        for (long r = 0; r < 16; r++) {
            vi q[4], w[3];
            const float *row = x + r * stride + k0;
            if (r < count && left >= QK) {
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) q[j] = digits(load(row + j * W), inverse[r]);
            } else {
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) {
                    const long n = r < count ? left - j * W : 0;
                    q[j] = digits(n <= 0 ? splat(0) : LOAD(row + j * W, min_long(n, W)), inverse[r]);
                }
            }
            weave(q[0], q[1], q[2], q[3], w);
#pragma clang loop unroll(full)
            for (int d = 0; d < 3; d++) memcpy(out + d * QUANT_TILE + r * 64, &w[d], 64);
        }
        if (turn)
            for (int d = 0; d < 3; d++) turn_tile(out + d * QUANT_TILE);
    }
}

/// The largest magnitudes, as bits, of the columns of `vectors` vectors; their sums are added to `sums` where it is given.
INLINE void column_tops(const float *x, long stride, long depth, int vectors, long count, vi *top, float *sums) {
    vi t[4] = {0};
    vf s[4] = {0};
    for (long k = 0; k < depth; k++) {
#pragma clang loop unroll(full)
        for (int c = 0; c < vectors; c++) {
            __builtin_prefetch(x + (k + 16) * stride + c * W);
            const vf v = LOAD(x + k * stride + c * W, count);
            t[c] = max_int(t[c], magnitude(v));
            s[c] += v;
        }
    }
    for (int c = 0; c < vectors; c++) {
        top[c] = t[c];
        if (sums != NULL) STORE(sums + c * W, LOAD(sums + c * W, count) + s[c], count);
    }
}

/// Quantises `columns` <= 16 * QUANT_GROUPS columns, k down the rows: tiles of column c (turned: of row c) for every 64
/// of depth; those of 16 columns are `group` bytes after those of the 16 before. All columns go together because
/// neighbours share cache lines and pages.
static void quantise_columns(const float *x, long stride, long columns, long depth, int turn, float *scales, int8_t *out,
                             long group, float *sums) {
    const long groups = ceil_div(columns, 16), last = columns - (groups - 1) * 16;
    vf inverse[QUANT_GROUPS];
    vi top[QUANT_GROUPS];
    long scanned = 0;
    for (; scanned + 4 * W <= columns; scanned += 4 * W)
        column_tops(x + scanned, stride, depth, 4, W, top + scanned / W, sums ? sums + scanned : NULL);
    for (; scanned < columns; scanned += W)
        column_tops(x + scanned, stride, depth, 1, min_long(W, columns - scanned), top + scanned / W,
                    sums ? sums + scanned : NULL);
    for (long c = 0; c < groups; c++) {
        vf scale;
        quant_scales(top[c], &scale, &inverse[c]);
        store(scales + c * W, scale);
    }
    for (long k0 = 0; k0 < depth; k0 += QK, out += 3 * QUANT_TILE) {
        for (long i = 0; i < 16; i++) {
            for (long c = 0; c < groups; c++) {
                const float *row = x + (k0 + i) * stride + c * W;
                const long count = c + 1 < groups ? W : last;
                vi q[4], w[3];
                if (k0 + QK <= depth && count == W) {
#pragma clang loop unroll(full)
                    for (int j = 0; j < 4; j++) q[j] = digits(load(row + 16 * j * stride), inverse[c]);
                } else {
#pragma clang loop unroll(full)
                    for (int j = 0; j < 4; j++) {
                        const int inside = k0 + 16 * j + i < depth;
                        q[j] = digits(inside ? LOAD(row + 16 * j * stride, count) : splat(0), inverse[c]);
                    }
                }
                weave(q[0], q[1], q[2], q[3], w);
#pragma clang loop unroll(full)
                for (int d = 0; d < 3; d++) memcpy(out + c * group + d * QUANT_TILE + i * 64, &w[d], 64);
            }
        }
        if (turn)
            for (long c = 0; c < groups; c++)
                for (int d = 0; d < 3; d++) turn_tile(out + c * group + d * QUANT_TILE);
    }
}

/// Quantises rows (or columns, where k runs down) of an operand to groups of 16.
static void amx_quantise(const float *x, long stride, int contiguous, long count, long depth, int turn, float *scales,
                         int8_t *out, long bytes, float *sums) {
    for (long first = 0; first < count; first += contiguous ? 16 : 16 * QUANT_GROUPS) {
        int8_t *to = out + first / 16 * bytes;
        if (contiguous) {
            quantise_rows(x + first * stride, stride, min_long(16, count - first), depth, turn, scales + first, to);
        } else {
            const long columns = min_long(16 * QUANT_GROUPS, count - first);
            quantise_columns(x + first, stride, columns, depth, turn, scales + first, to, bytes, sums ? sums + first : NULL);
        }
    }
}
