/* Depthwise convolution with 3x3 kernels, channels last. One channel at a time is gathered into a padded plane of i16,
   so that out may be in. */
struct rl_depthwise {
  const int8_t *weights; /* [channels][9] */
  const struct rl_channel *channels;
  int16_t inH, inW, outH, outW, depth;
  int16_t padTop, padLeft, rows, rowValues; /* of the plane, padding included; rowValues is even */
  int16_t inZero, outZero, least, most;
};

enum { RL_NARROW, RL_WIDE, RL_STRIDED };

/* A kernel's taps, doubled, as pairs, a row after the other: (w0, w1), (w1, w2). */
RL_BODY void rl_pair_taps(const int8_t *taps, int16_t *w) {
  for (int ky = 0; ky < 3; ky++) {
    w[0] = (int16_t)(2 * taps[0]);
    w[1] = (int16_t)(2 * taps[1]);
    w[2] = (int16_t)(2 * taps[1]);
    w[3] = (int16_t)(2 * taps[2]);
    w += 4;
    taps += 3;
  }
}

RL_BODY const int8_t *rl_gather_row(const int8_t *from, int32_t depth, int32_t width, int16_t *to) {
  for (int32_t x = 0; x < width; x++) {
    to[x] = *from;
    from += depth;
  }
  return from;
}

RL_BODY const int8_t *rl_gather_five(const int8_t *from, int32_t depth, int16_t *to) {
  const int32_t twice = 2 * depth;
  to[0] = from[0];
  to[1] = from[depth];
  from += twice;
  to[2] = from[0];
  to[3] = from[depth];
  from += twice;
  to[4] = from[0];
  return from + depth;
}

/* plane: rows * rowValues values. */
RL_BODY void rl_depthwise(const struct rl_depthwise *l, const int8_t *in, int8_t *out, int16_t *plane, const int mode,
                          const int away, const int clamp) {
  const int32_t zero2 = 2 * l->outZero + 1;
  const int32_t depth = l->depth, inH = l->inH, inW = l->inW, outH = l->outH, outW = l->outW;
  const int32_t tile = mode == RL_NARROW ? 5 : 4;
  const int32_t rowValues = mode == RL_NARROW ? 8 : l->rowValues;
  const int32_t values = l->rows * rowValues;
  const int16_t zero = l->inZero;
  int16_t *const corner = plane + l->padTop * rowValues + l->padLeft;
  const int8_t *taps = l->weights;
  const struct rl_channel *channel = l->channels;
  for (int32_t i = 0; i < values; i++) {
    plane[i] = zero;
  }
  for (int32_t c = 0; c < depth; c++) {
    int16_t w[12] __attribute__((aligned(4)));
    rl_pair_taps(taps, w);
    taps += 9;
    const int8_t *from = in + c;
    int16_t *to = corner;
    for (int32_t y = 0; y < inH; y++) {
      from = mode == RL_NARROW && inW == 5 ? rl_gather_five(from, depth, to) : rl_gather_row(from, depth, inW, to);
      to += rowValues;
    }
    const struct rl_stage stage = {channel->mantissa, channel->shift, zero2, l->least, l->most, 1};
    const int32_t bias = 2 * channel->bias;
    int8_t *put = out + c;
    const int16_t *row = plane;
    for (int32_t y = 0; y < outH; y++) {
      const int16_t *at = row;
      int32_t left = outW;
      do {
        int32_t sums[5];
        if (mode == RL_NARROW) {
          rl_taps_narrow(at, w, bias, sums);
        } else if (mode == RL_WIDE) {
          rl_taps_wide(at, 2 * rowValues, w, bias, sums);
        } else {
          rl_taps_strided(at, 2 * rowValues, w, bias, sums);
        }
        at += mode == RL_STRIDED ? 2 * tile : tile;
        if (left >= tile) {
          rl_put(&stage, sums, tile, put, depth, away, clamp);
          put += tile * depth;
        } else {
          rl_put(&stage, sums, left, put, depth, away, clamp);
          put += left * depth;
        }
        left -= tile;
      } while (mode != RL_NARROW && left > 0);
      row += mode == RL_STRIDED ? 2 * rowValues : rowValues;
    }
    channel++;
  }
}
