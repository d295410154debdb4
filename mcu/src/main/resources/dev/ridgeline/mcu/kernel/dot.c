/* bias + the dot products of one row of weights (loops * unroll fours of i8) with RL_PIXELS rows of expanded
   activations, interleaved by fours. Gives the weights behind the row. Per four: 1.6 instructions a pixel's product pair:
   16 for 20 products. */
#if RL_DSP
RL_BODY const int8_t *rl_dot(const int16_t *x, const int8_t *w, int32_t loops, const int unroll, int32_t bias,
                             int32_t *sums) {
  int32_t a0 = bias, a1 = bias, a2 = bias, a3 = bias, a4 = bias;
  do {
    __asm__ volatile(
        ".rept %c[unroll]\n\t"
        "ldr r10, [%[w]], #4\n\t"
        "ldmia %[x]!, {r4, r5, r6, r8}\n\t"
        "sxtb16 r9, r10\n\t"
        "sxtb16 r10, r10, ror #8\n\t"
        "smlad %[a0], r4, r9, %[a0]\n\t"
        "smlad %[a0], r5, r10, %[a0]\n\t"
        "smlad %[a1], r6, r9, %[a1]\n\t"
        "smlad %[a1], r8, r10, %[a1]\n\t"
        "ldmia %[x]!, {r4, r5, r6, r8}\n\t"
        "smlad %[a2], r4, r9, %[a2]\n\t"
        "smlad %[a2], r5, r10, %[a2]\n\t"
        "smlad %[a3], r6, r9, %[a3]\n\t"
        "smlad %[a3], r8, r10, %[a3]\n\t"
        "ldrd r4, r5, [%[x]], #8\n\t"
        "smlad %[a4], r4, r9, %[a4]\n\t"
        "smlad %[a4], r5, r10, %[a4]\n\t"
        ".endr\n\t"
        : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3), [a4] "+r"(a4)
        : [unroll] "i"(unroll)
        : "r4", "r5", "r6", "r8", "r9", "r10", "memory");
  } while (--loops > 0);
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = a4;
  return w;
}
#else
RL_BODY const int8_t *rl_dot(const int16_t *x, const int8_t *w, int32_t loops, const int unroll, int32_t bias,
                             int32_t *sums) {
  for (int p = 0; p < RL_PIXELS; p++) {
    const int16_t *at = x + 4 * p;
    int32_t sum = bias;
    for (int32_t g = 0; g < loops * unroll; g++) {
      const int8_t *four = w + 4 * g;
      sum += at[0] * four[0] + at[1] * four[2] + at[2] * four[1] + at[3] * four[3];
      at += RL_GROUP;
    }
    sums[p] = sum;
  }
  return w + 4 * loops * unroll;
}
#endif
