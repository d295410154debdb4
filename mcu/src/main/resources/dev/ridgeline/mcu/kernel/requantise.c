/* Sums to i8: round(sum * mantissa / 2^31), then a rounding right shift by shift + 1, then the zero point.
   away: ties of the shift go away from zero, else upwards. zero2 is 2 * zero point + 1; |sum| < 2^30. */
#if RL_DSP
RL_BODY int32_t rl_high_product(int32_t twice, int32_t mantissa) {
  int32_t high;
  __asm__("smmulr %0, %1, %2" : "=r"(high) : "r"(twice), "r"(mantissa));
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

RL_BODY int32_t rl_half_to_i8(int32_t twice) {
  int32_t value = twice >> 1;
  return value < -128 ? -128 : value > 127 ? 127 : value;
}
#endif

RL_BODY int32_t rl_requantise(int32_t sum, int32_t mantissa, int32_t shift, int32_t zero2, int away) {
  int32_t high = rl_high_product(sum * 2, mantissa);
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
  int32_t mantissa, shift, zero2, least, most;
};

RL_BODY int8_t rl_result(const struct rl_stage *s, int32_t sum, int away, int clamp) {
  int32_t value = rl_requantise(sum, s->mantissa, s->shift, s->zero2, away);
  return (int8_t)(clamp ? rl_clamp(value, s->least, s->most) : value);
}

/* count (1 to 5) results, step bytes apart; with a constant count the sums stay in registers. */
RL_BODY int8_t *rl_put(const struct rl_stage *s, const int32_t *sums, int32_t count, int8_t *to, int32_t step, int away,
                       int clamp) {
  *to = rl_result(s, sums[0], away, clamp);
  to += step;
  if (count > 1) {
    *to = rl_result(s, sums[1], away, clamp);
    to += step;
  }
  if (count > 2) {
    *to = rl_result(s, sums[2], away, clamp);
    to += step;
  }
  if (count > 3) {
    *to = rl_result(s, sums[3], away, clamp);
    to += step;
  }
  if (count > 4) {
    *to = rl_result(s, sums[4], away, clamp);
    to += step;
  }
  return to;
}
