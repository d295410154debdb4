/* bias + the sums of nine products of a 3x3 kernel with i16 values of one channel's plane, for outputs side by side.
   w: three rows of pairs (w0, w1), (w1, w2). rows of the plane begin at multiples of four bytes. */
#define RL_TAPS 5

#if RL_DSP
/* Five outputs, stride 1, rows of 8 values. */
RL_BODY void rl_taps_narrow(const int16_t *x, const int16_t *w, int32_t bias, int32_t *sums) {
  int32_t a0 = bias, a1 = bias, a2 = bias, a3 = bias, a4 = bias;
  __asm__ volatile(
      ".rept 3\n\t"
      "ldmia %[x]!, {r4, r5, r6, r8}\n\t"
      "ldrd r9, r10, [%[w]], #8\n\t"
      "smlad %[a0], r4, r9, %[a0]\n\t"
      "smlatb %[a1], r4, r9, %[a1]\n\t"
      "smlabt %[a0], r5, r10, %[a0]\n\t"
      "smlad %[a1], r5, r10, %[a1]\n\t"
      "smlad %[a2], r5, r9, %[a2]\n\t"
      "smlatb %[a3], r5, r9, %[a3]\n\t"
      "smlabt %[a2], r6, r10, %[a2]\n\t"
      "smlad %[a3], r6, r10, %[a3]\n\t"
      "smlad %[a4], r6, r9, %[a4]\n\t"
      "smlabt %[a4], r8, r10, %[a4]\n\t"
      ".endr\n\t"
      : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3), [a4] "+r"(a4)
      :
      : "r4", "r5", "r6", "r8", "r9", "r10", "memory");
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = a4;
}

/* Four outputs, stride 1, rows of stride bytes. */
RL_BODY void rl_taps_wide(const int16_t *x, int32_t stride, const int16_t *w, int32_t bias, int32_t *sums) {
  int32_t a0 = bias, a1 = bias, a2 = bias, a3 = bias;
  __asm__ volatile(
      ".rept 3\n\t"
      "ldmia %[x], {r4, r5, r6}\n\t"
      "ldrd r8, r9, [%[w]], #8\n\t"
      "add %[x], %[stride]\n\t"
      "smlad %[a0], r4, r8, %[a0]\n\t"
      "smlatb %[a1], r4, r8, %[a1]\n\t"
      "smlabt %[a0], r5, r9, %[a0]\n\t"
      "smlad %[a1], r5, r9, %[a1]\n\t"
      "smlad %[a2], r5, r8, %[a2]\n\t"
      "smlatb %[a3], r5, r8, %[a3]\n\t"
      "smlabt %[a2], r6, r9, %[a2]\n\t"
      "smlad %[a3], r6, r9, %[a3]\n\t"
      ".endr\n\t"
      : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3)
      : [stride] "r"(stride)
      : "r4", "r5", "r6", "r8", "r9", "memory");
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
}

/* Four outputs, stride 2, rows of stride bytes. */
RL_BODY void rl_taps_strided(const int16_t *x, int32_t stride, const int16_t *w, int32_t bias, int32_t *sums) {
  int32_t a0 = bias, a1 = bias, a2 = bias, a3 = bias;
  __asm__ volatile(
      ".rept 3\n\t"
      "ldmia %[x], {r4, r5, r6}\n\t"
      "ldrd r8, r9, [%[w]], #8\n\t"
      "smlad %[a0], r4, r8, %[a0]\n\t"
      "smlabt %[a0], r5, r9, %[a0]\n\t"
      "smlad %[a1], r5, r8, %[a1]\n\t"
      "smlabt %[a1], r6, r9, %[a1]\n\t"
      "ldrd r4, r5, [%[x], #12]\n\t"
      "add %[x], %[stride]\n\t"
      "smlad %[a2], r6, r8, %[a2]\n\t"
      "smlabt %[a2], r4, r9, %[a2]\n\t"
      "smlad %[a3], r4, r8, %[a3]\n\t"
      "smlabt %[a3], r5, r9, %[a3]\n\t"
      ".endr\n\t"
      : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3)
      : [stride] "r"(stride)
      : "r4", "r5", "r6", "r8", "r9", "memory");
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
}
#else
RL_BODY void rl_taps_at(const int16_t *x, int32_t rowValues, int32_t step, const int16_t *w, int32_t bias,
                        int32_t *sums, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    int32_t sum = bias;
    for (int ky = 0; ky < 3; ky++) {
      const int16_t *at = x + ky * rowValues + i * step;
      const int16_t *row = w + 4 * ky;
      sum += at[0] * row[0] + at[1] * row[1] + at[2] * row[3];
    }
    sums[i] = sum;
  }
}

RL_BODY void rl_taps_narrow(const int16_t *x, const int16_t *w, int32_t bias, int32_t *sums) {
  rl_taps_at(x, 8, 1, w, bias, sums, 5);
}

RL_BODY void rl_taps_wide(const int16_t *x, int32_t stride, const int16_t *w, int32_t bias, int32_t *sums) {
  rl_taps_at(x, stride / 2, 1, w, bias, sums, 4);
}

RL_BODY void rl_taps_strided(const int16_t *x, int32_t stride, const int16_t *w, int32_t bias, int32_t *sums) {
  rl_taps_at(x, stride / 2, 2, w, bias, sums, 4);
}
#endif
