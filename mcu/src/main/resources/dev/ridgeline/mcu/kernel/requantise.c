/* Sums to i8: round(sum * mantissa / 2^31), then a rounding right shift by shift + 1, then the zero point.
   away: ties of the shift go away from zero, else upwards. zero2 is 2 * zero point + 1; |sum| < 2^30; doubled: twice
   the sum is given. */
#if RL_DSP
RL_BODY int32_t rl_high_product(int32_t twice, int32_t mantissa) {
  int32_t high;
  __asm__("smmulr %0, %1, %2" : "=r"(high) : "r"(twice), "r"(mantissa));
  return high;
}

/* The same of a sum that is not doubled yet. */
RL_BODY int32_t rl_high_product_of_half(int32_t sum, int32_t mantissa) {
  int32_t high;
  __asm__("lsl %0, %1, #1\n\tsmmulr %0, %0, %2" : "=&r"(high) : "r"(sum), "r"(mantissa));
  return high;
}

RL_BODY int32_t rl_half_to_i8(int32_t twice) {
  int32_t value;
  __asm__("ssat %0, #8, %1, asr #1" : "=r"(value) : "r"(twice) : "cc");
  return value;
}
#else
RL_BODY int32_t rl_high_product(int32_t twice, int32_t mantissa) {
  return (int32_t)(((int64_t)twice * mantissa + 0x80000000LL) >> 32);
}

RL_BODY int32_t rl_high_product_of_half(int32_t sum, int32_t mantissa) { return rl_high_product(2 * sum, mantissa); }

RL_BODY int32_t rl_half_to_i8(int32_t twice) {
  int32_t value = twice >> 1;
  return value < -128 ? -128 : value > 127 ? 127 : value;
}
#endif

RL_BODY int32_t rl_requantise(int32_t sum, int doubled, int32_t mantissa, int32_t shift, int32_t zero2, int away) {
  int32_t high = doubled ? rl_high_product(sum, mantissa) : rl_high_product_of_half(sum, mantissa);
  if (away) {
    high += high >> 31;
  }
  return rl_half_to_i8((high >> shift) + zero2);
}

RL_BODY int32_t rl_clamp(int32_t value, int32_t least, int32_t most) {
  return value < least ? least : value > most ? most : value;
}

/* What turns the sums of one channel into results. */
struct rl_stage {
  int32_t mantissa, shift, zero2, least, most, doubled;
};

RL_BODY int8_t rl_result(const struct rl_stage *s, int32_t sum, int away, int clamp) {
  int32_t value = rl_requantise(sum, s->doubled, s->mantissa, s->shift, s->zero2, away);
  return (int8_t)(clamp ? rl_clamp(value, s->least, s->most) : value);
}

/* Five results in range by themselves, step bytes apart. */
#if RL_DSP
RL_BODY void rl_put_five(const struct rl_stage *s, const int32_t *sums, int8_t *to, int32_t step, const int away) {
  int32_t a0 = sums[0], a1 = sums[1], a2 = sums[2], a3 = sums[3], a4 = sums[4];
  /* In one piece: gcc would spread it over as many pointers as results, and keep them on the stack. */
  __asm__ volatile(
      ".macro rl_result sum\n\t"
      ".if !%c[doubled]\n\tlsl \\sum, \\sum, #1\n\t.endif\n\t"
      "smmulr \\sum, \\sum, %[mantissa]\n\t"
      ".if %c[away]\n\tadd \\sum, \\sum, \\sum, asr #31\n\t.endif\n\t"
      "asr \\sum, \\sum, %[shift]\n\t"
      "add \\sum, \\sum, %[zero2]\n\t"
      "ssat \\sum, #8, \\sum, asr #1\n\t"
      ".endm\n\t"
      "rl_result %[a0]\n\t"
      "rl_result %[a1]\n\t"
      "rl_result %[a2]\n\t"
      "rl_result %[a3]\n\t"
      "rl_result %[a4]\n\t"
      ".purgem rl_result\n\t"
      "strb %[a0], [%[to]]\n\t"
      "strb %[a1], [%[to], %[step]]\n\t"
      "strb %[a2], [%[to], %[step], lsl #1]\n\t"
      "strb %[a4], [%[to], %[step], lsl #2]\n\t"
      "add %[a0], %[to], %[step]\n\t"
      "strb %[a3], [%[a0], %[step], lsl #1]\n\t"
      : [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3), [a4] "+r"(a4)
      : [mantissa] "r"(s->mantissa), [shift] "r"(s->shift), [zero2] "r"(s->zero2), [to] "r"(to), [step] "r"(step),
        [away] "i"(away), [doubled] "i"(s->doubled)
      : "memory", "cc");
}
#else
RL_BODY void rl_put_five(const struct rl_stage *s, const int32_t *sums, int8_t *to, int32_t step, const int away) {
  for (int i = 0; i < 5; i++) {
    to[i * step] = rl_result(s, sums[i], away, 0);
  }
}
#endif

/* count results, step bytes apart; with a constant count the sums stay in registers. */
RL_BODY void rl_put(const struct rl_stage *s, const int32_t *sums, int32_t count, int8_t *to, int32_t step, int away,
                    int clamp) {
  if (count == 5 && !clamp) {
    rl_put_five(s, sums, to, step, away);
    return;
  }
  to[0] = rl_result(s, sums[0], away, clamp);
  if (count > 1) {
    to[step] = rl_result(s, sums[1], away, clamp);
  }
  if (count > 2) {
    to[2 * step] = rl_result(s, sums[2], away, clamp);
  }
  if (count > 3) {
    to[3 * step] = rl_result(s, sums[3], away, clamp);
  }
  if (count > 4) {
    to[4 * step] = rl_result(s, sums[4], away, clamp);
  }
}
