/* Softmax in fixed point: exponents in Q0.31 by their distance from the largest input, their sum in Q12.19, its
   reciprocal by three Newton steps. Results have scale 1/256 and zero point -128. */
struct rl_softmax {
  const int32_t *exponents; /* of 0, -1, ... */
  int32_t distances;        /* how many exponents are not zero */
  int32_t rows, length;
};

RL_BODY int32_t rl_multiply_high(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

RL_BODY int32_t rl_shift_away(int32_t x, int32_t shift) {
  int64_t half = (int64_t)1 << (shift - 1);
  return (int32_t)((x + half - (x < 0)) >> shift);
}

RL_KERNEL void rl_softmax(const struct rl_softmax *l, const int8_t *in, int8_t *out) {
  const int32_t length = l->length;
  for (int32_t row = 0; row < l->rows; row++) {
    int32_t most = -128, sum = 0;
    for (int32_t i = 0; i < length; i++) {
      most = in[i] > most ? in[i] : most;
    }
    for (int32_t i = 0; i < length; i++) {
      if (most - in[i] < l->distances) {
        sum += rl_shift_away(l->exponents[most - in[i]], 12);
      }
    }
    int32_t headroom = 0;
    for (uint32_t bits = (uint32_t)sum; (bits & 0x80000000u) == 0; bits <<= 1) {
      headroom++;
    }
    int32_t fraction = (int32_t)(((uint32_t)sum << headroom) ^ 0x80000000u);
    int32_t denominator = (int32_t)(((int64_t)fraction + 0x80000000LL) / 2);
    int32_t x = 1515870810 + rl_multiply_high(denominator, -1010580540);
    for (int step = 0; step < 3; step++) {
      int32_t error = (1 << 29) - rl_multiply_high(denominator, x);
      x += rl_multiply_high(x, error) * 4;
    }
    int64_t twice = (int64_t)x * 2;
    int32_t reciprocal = twice > INT32_MAX ? INT32_MAX : (int32_t)twice;
    for (int32_t i = 0; i < length; i++) {
      int32_t p = 0;
      if (most - in[i] < l->distances) {
        p = rl_shift_away(rl_multiply_high(reciprocal, l->exponents[most - in[i]]), 35 - headroom);
      }
      out[i] = (int8_t)(p > 255 ? 127 : p - 128);
    }
    in += length;
    out += length;
  }
}
