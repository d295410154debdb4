/* a + b: both are brought to half the larger scale with 20 more bits, added, and brought to the result's scale; ties of
   every shift go away from zero. out may be a or b. */
struct rl_factor {
  int32_t mantissa, shift; /* mantissa 2^-(31 + shift); shift 0 .. 31 */
};

struct rl_add {
  struct rl_factor a, b, out;
  int32_t length;
  int16_t aZero, bZero, outZero, least, most;
};

RL_BODY int32_t rl_times(int32_t x, int32_t mantissa, int32_t half, int32_t sign, int32_t shift) {
  int32_t high = rl_high_product(x * 2, mantissa);
  return (high + half + (sign & (high >> 31))) >> shift;
}

RL_BODY int32_t rl_half(int32_t shift) { return shift == 0 ? 0 : 1 << (shift - 1); }

RL_KERNEL void rl_add(const struct rl_add *l, const int8_t *a, const int8_t *b, int8_t *out) {
  const int32_t aHalf = rl_half(l->a.shift), bHalf = rl_half(l->b.shift), outHalf = rl_half(l->out.shift);
  const int32_t aSign = l->a.shift == 0 ? 0 : -1, bSign = l->b.shift == 0 ? 0 : -1, outSign = l->out.shift == 0 ? 0 : -1;
  for (int32_t i = 0; i < l->length; i++) {
    int32_t x = rl_times((a[i] - l->aZero) * (1 << 20), l->a.mantissa, aHalf, aSign, l->a.shift);
    int32_t y = rl_times((b[i] - l->bZero) * (1 << 20), l->b.mantissa, bHalf, bSign, l->b.shift);
    int32_t z = rl_times(x + y, l->out.mantissa, outHalf, outSign, l->out.shift);
    out[i] = (int8_t)rl_clamp(z + l->outZero, l->least, l->most);
  }
}
