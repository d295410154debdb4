/* Fully connected: four outputs at a time. Weights are [blocks of 4 outputs][groups of 4 inputs][4 outputs][4 inputs],
   outputs and inputs filled up with zero weights; the input is read in fours, the last of them from a copy. */
struct rl_fully_connected {
  const int8_t *weights;
  const struct rl_channel *channels; /* filled up to fours */
  int32_t inputs, outputs;
  int16_t outZero, least, most;
};

#if RL_DSP
RL_BODY const int8_t *rl_dot_rows(const int8_t *x, const int8_t *w, int32_t groups, int32_t *sums) {
  int32_t a0 = sums[0], a1 = sums[1], a2 = sums[2], a3 = sums[3];
  uint32_t even, odd;
  for (; groups > 0; groups--) {
    __asm__ volatile(
        "ldr %[odd], [%[x]], #4\n\t"
        "ldrd r4, r5, [%[w]], #8\n\t"
        "sxtb16 %[even], %[odd]\n\t"
        "sxtb16 %[odd], %[odd], ror #8\n\t"
        "sxtb16 r6, r4\n\t"
        "sxtb16 r4, r4, ror #8\n\t"
        "smlad %[a0], %[even], r6, %[a0]\n\t"
        "smlad %[a0], %[odd], r4, %[a0]\n\t"
        "sxtb16 r6, r5\n\t"
        "sxtb16 r5, r5, ror #8\n\t"
        "smlad %[a1], %[even], r6, %[a1]\n\t"
        "smlad %[a1], %[odd], r5, %[a1]\n\t"
        "ldrd r4, r5, [%[w]], #8\n\t"
        "sxtb16 r6, r4\n\t"
        "sxtb16 r4, r4, ror #8\n\t"
        "smlad %[a2], %[even], r6, %[a2]\n\t"
        "smlad %[a2], %[odd], r4, %[a2]\n\t"
        "sxtb16 r6, r5\n\t"
        "sxtb16 r5, r5, ror #8\n\t"
        "smlad %[a3], %[even], r6, %[a3]\n\t"
        "smlad %[a3], %[odd], r5, %[a3]\n\t"
        : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3), [even] "=&r"(even),
          [odd] "=&r"(odd)
        :
        : "r4", "r5", "r6", "memory");
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  return w;
}
#else
RL_BODY const int8_t *rl_dot_rows(const int8_t *x, const int8_t *w, int32_t groups, int32_t *sums) {
  for (; groups > 0; groups--) {
    for (int o = 0; o < 4; o++) {
      for (int k = 0; k < 4; k++) {
        sums[o] += x[k] * *w++;
      }
    }
    x += 4;
  }
  return w;
}
#endif

RL_BODY void rl_fully_connected(const struct rl_fully_connected *l, const int8_t *in, int8_t *out, const int away,
                                const int clamp) {
  const int32_t zero2 = 2 * l->outZero + 1;
  const int32_t rest = l->inputs & 3;
  const int8_t *w = l->weights;
  const struct rl_channel *channel = l->channels;
  for (int32_t o = 0; o < l->outputs; o += 4) {
    int32_t sums[4];
    for (int i = 0; i < 4; i++) {
      sums[i] = channel[i].bias;
    }
    w = rl_dot_rows(in, w, l->inputs / 4, sums);
    if (rest != 0) {
      int8_t last[4] = {0, 0, 0, 0};
      for (int32_t i = 0; i < rest; i++) {
        last[i] = in[l->inputs - rest + i];
      }
      w = rl_dot_rows(last, w, 1, sums);
    }
    for (int32_t i = 0; i < 4 && o + i < l->outputs; i++) {
      int32_t value = rl_requantise(sums[i], 0, channel[i].mantissa, channel[i].shift, zero2, away);
      *out++ = (int8_t)(clamp ? rl_clamp(value, l->least, l->most) : value);
    }
    channel += 4;
  }
}
