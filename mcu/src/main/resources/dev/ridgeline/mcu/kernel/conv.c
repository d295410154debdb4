/* Convolution, channels last: RL_PIXELS output pixels at a time are expanded once and meet every row of weights.
   Where a row of the input is read as it lies (RL_POINTWISE), out may be in, if it has no more channels. */
struct rl_conv {
  const int8_t *weights; /* [outC][groups * 4] */
  const struct rl_channel *channels;
  int32_t loops; /* groups / unroll */
  int16_t inH, inW, inC, outH, outW, outC;
  int16_t kernelH, kernelW, strideH, strideW, padTop, padLeft;
  int16_t inZero, outZero, least, most;
};

enum { RL_POINTWISE, RL_FOURS, RL_BYTES };

/* Four bytes from any place. */
RL_BODY void rl_copy_four(int8_t *to, const int8_t *from) {
  to[0] = from[0];
  to[1] = from[1];
  to[2] = from[2];
  to[3] = from[3];
}

/* The taps of one output pixel as a row of bytes; padding is the zero point. */
RL_BODY void rl_gather_bytes(const struct rl_conv *l, const int8_t *in, int32_t y, int32_t x, int8_t *row) {
  int32_t run = l->kernelW * l->inC;
  int32_t left = (x * l->strideW - l->padLeft) * l->inC;
  int32_t width = l->inW * l->inC;
  int32_t top = y * l->strideH - l->padTop;
  const int32_t height = l->inH;
  const int8_t zero = (int8_t)l->inZero;
  int32_t first = left < 0 ? -left : 0;
  int32_t last = left + run > width ? width - left : run;
  const int8_t *from = in + top * width + left;
  for (int32_t ky = top; ky < top + l->kernelH; ky++) {
    int32_t i = 0;
    if (ky >= 0 && ky < height) {
      if (first == 0 && last == run) {
        for (; i + 4 <= run; i += 4) {
          rl_copy_four(row + i, from + i);
        }
      }
      for (; i < first; i++) {
        row[i] = zero;
      }
      for (; i < last; i++) {
        row[i] = from[i];
      }
    }
    for (; i < run; i++) {
      row[i] = zero;
    }
    row += run;
    from += width;
  }
}

/* The taps of one output pixel, expanded, where channels come in fours; row holds kernelW * inC zero points. */
RL_BODY void rl_gather_fours(const struct rl_conv *l, const int8_t *in, int32_t y, int32_t x, const int8_t *row,
                             int16_t *to) {
  int32_t fours = l->inC / 4;
  int32_t left = x * l->strideW - l->padLeft;
  int32_t top = y * l->strideH - l->padTop;
  int32_t first = left < 0 ? -left : 0;
  int32_t last = left + l->kernelW > l->inW ? l->inW - left : l->kernelW;
  for (int32_t ky = top; ky < top + l->kernelH; ky++) {
    int32_t inside = ky >= 0 && ky < l->inH;
    int32_t before = inside ? first : l->kernelW;
    if (before > 0) {
      rl_expand(to, row, before * fours);
      to += before * fours * RL_GROUP;
    }
    if (inside) {
      rl_expand(to, in + (ky * l->inW + left + first) * l->inC, (last - first) * fours);
      to += (last - first) * fours * RL_GROUP;
      if (last < l->kernelW) {
        rl_expand(to, row, (l->kernelW - last) * fours);
        to += (l->kernelW - last) * fours * RL_GROUP;
      }
    }
  }
}

/* once: loops is 1. part: nothing is written behind the last pixel; else there is room for whole blocks. acts: groups * RL_GROUP values. row: groups * 4 bytes for RL_BYTES, kernelW * inC for RL_FOURS. */
RL_BODY void rl_conv(const struct rl_conv *l, const int8_t *in, int8_t *out, int16_t *acts, int8_t *row,
                     const int mode, const int once, const int part, const int unroll, const int away, const int clamp) {
  const int32_t loops = once ? 1 : l->loops;
  struct rl_block block = {l->channels, out, l->weights, l->outC, 2 * l->outZero + 1, acts, l->channels + l->outC,
                           loops, 0, l->least, l->most};
  int32_t pixels = l->outH * l->outW;
  int32_t y = 0, x = 0;
  if (mode == RL_FOURS) {
    for (int32_t i = 0; i < l->kernelW * l->inC; i++) {
      row[i] = (int8_t)l->inZero;
    }
  }
  for (; pixels > 0; pixels -= RL_PIXELS) {
    for (int32_t p = 0; p < RL_PIXELS && p < pixels; p++) {
      if (mode == RL_POINTWISE) {
        rl_expand(acts + 4 * p, in, loops * unroll);
        in += l->inC;
      } else {
        if (mode == RL_BYTES) {
          rl_gather_bytes(l, in, y, x, row);
          rl_expand(acts + 4 * p, row, loops * unroll);
        } else {
          rl_gather_fours(l, in, y, x, row, acts + 4 * p);
        }
        if (++x == l->outW) {
          x = 0;
          y++;
        }
      }
    }
    block.channel = l->channels;
    block.to = out;
    if (!part || pixels >= RL_PIXELS) {
      rl_dot_block(&block, once, unroll, away, clamp);
    } else {
      rl_dot_part(&block, pixels, unroll, away, clamp);
    }
    out += RL_PIXELS * l->outC;
  }
}
