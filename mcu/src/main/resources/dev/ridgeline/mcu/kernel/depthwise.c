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

/* plane: rows * rowValues values. */
RL_BODY void rl_depthwise(const struct rl_depthwise *l, const int8_t *in, int8_t *out, int16_t *plane, const int mode,
                          const int away, const int clamp) {
  const int32_t zero2 = 2 * l->outZero + 1;
  const int32_t depth = l->depth;
  const int32_t tile = mode == RL_NARROW ? 5 : 4;
  const int32_t rowValues = mode == RL_NARROW ? 8 : l->rowValues;
  const int8_t *taps = l->weights;
  for (int32_t i = 0; i < l->rows * rowValues; i++) {
    plane[i] = l->inZero;
  }
  for (int32_t c = 0; c < depth; c++) {
    union {
      int16_t values[12];
      int32_t aligned;
    } w;
    for (int ky = 0; ky < 3; ky++) {
      w.values[4 * ky] = taps[0];
      w.values[4 * ky + 1] = taps[1];
      w.values[4 * ky + 2] = taps[1];
      w.values[4 * ky + 3] = taps[2];
      taps += 3;
    }
    const int8_t *from = in + c;
    int16_t *to = plane + l->padTop * rowValues + l->padLeft;
    for (int32_t y = 0; y < l->inH; y++) {
      if (mode == RL_NARROW && l->inW == 5) {
        for (int32_t x = 0; x < 5; x++) {
          to[x] = *from;
          from += depth;
        }
      } else {
        for (int32_t x = 0; x < l->inW; x++) {
          to[x] = *from;
          from += depth;
        }
      }
      to += rowValues;
    }
    const struct rl_channel *channel = l->channels + c;
    int32_t bias = channel->bias, mantissa = channel->mantissa, shift = channel->shift;
    int8_t *put = out + c;
    const int16_t *row = plane;
    for (int32_t y = 0; y < l->outH; y++) {
      const int16_t *at = row;
      for (int32_t left = l->outW; left > 0; left -= tile) {
        int32_t sums[5];
        if (mode == RL_NARROW) {
          rl_taps_narrow(at, w.values, bias, sums);
        } else if (mode == RL_WIDE) {
          rl_taps_wide(at, 2 * rowValues, w.values, bias, sums);
        } else {
          rl_taps_strided(at, 2 * rowValues, w.values, bias, sums);
        }
        at += mode == RL_STRIDED ? 2 * tile : tile;
        for (int32_t i = 0; i < tile; i++) {
          sums[i] = rl_requantise(sums[i], mantissa, shift, zero2, away);
          if (clamp) {
            sums[i] = rl_clamp(sums[i], l->least, l->most);
          }
        }
        if (left >= tile) {
          for (int32_t i = 0; i < tile; i++) {
            *put = (int8_t)sums[i];
            put += depth;
          }
        } else {
          for (int32_t i = 0; i < left; i++) {
            *put = (int8_t)sums[i];
            put += depth;
          }
        }
      }
      row += mode == RL_STRIDED ? 2 * rowValues : rowValues;
    }
  }
}
