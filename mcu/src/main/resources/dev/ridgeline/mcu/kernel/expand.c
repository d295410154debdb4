/* i8 values in fours to i16 in the order 0, 2, 1, 3 (the order in which SXTB16 yields them), one four every RL_PIXELS fours. */
#define RL_PIXELS 5
#define RL_GROUP (4 * RL_PIXELS)

#if RL_DSP
RL_BODY void rl_expand(int16_t *to, const int8_t *from, int32_t groups) {
  uint32_t four, odd;
  do {
    __asm__ volatile(
        "ldr %[four], [%[from]], #4\n\t"
        "sxtb16 %[odd], %[four], ror #8\n\t"
        "sxtb16 %[four], %[four]\n\t"
        "strd %[four], %[odd], [%[to]], %[step]\n\t"
        : [from] "+r"(from), [to] "+r"(to), [four] "=&r"(four), [odd] "=&r"(odd)
        : [step] "i"(2 * RL_GROUP)
        : "memory");
  } while (--groups > 0);
}
#else
RL_BODY void rl_expand(int16_t *to, const int8_t *from, int32_t groups) {
  do {
    to[0] = from[0];
    to[1] = from[2];
    to[2] = from[1];
    to[3] = from[3];
    from += 4;
    to += RL_GROUP;
  } while (--groups > 0);
}
#endif
