/* The mean under a window, rounded half away from zero; padding is left out. */
struct rl_pool {
  int16_t inH, inW, outH, outW, depth;
  int16_t kernelH, kernelW, strideH, strideW, padTop, padLeft;
  int16_t least, most;
};

RL_BODY int8_t rl_mean(int32_t sum, int32_t count, const struct rl_pool *l) {
  int32_t half = count / 2;
  return (int8_t)rl_clamp((sum > 0 ? sum + half : sum - half) / count, l->least, l->most);
}

RL_KERNEL void rl_average_pool(const struct rl_pool *l, const int8_t *in, int8_t *out) {
  const int32_t depth = l->depth;
  for (int32_t y = 0; y < l->outH; y++) {
    int32_t top = y * l->strideH - l->padTop;
    int32_t bottom = top + l->kernelH > l->inH ? l->inH : top + l->kernelH;
    top = top < 0 ? 0 : top;
    for (int32_t x = 0; x < l->outW; x++) {
      int32_t left = x * l->strideW - l->padLeft;
      int32_t right = left + l->kernelW > l->inW ? l->inW : left + l->kernelW;
      left = left < 0 ? 0 : left;
      int32_t count = (bottom - top) * (right - left);
      int32_t c = 0;
#if RL_DSP
      /* i16 sums of four channels in two words hold 255 values. */
      for (; count <= 255 && c + 4 <= depth; c += 4) {
        uint32_t even = 0, odd = 0, four;
        for (int32_t ky = top; ky < bottom; ky++) {
          const int8_t *from = in + (ky * l->inW + left) * depth + c;
          for (int32_t kx = left; kx < right; kx++) {
            __asm__ volatile(
                "ldr %[four], [%[from]]\n\t"
                "sxtab16 %[even], %[even], %[four]\n\t"
                "sxtab16 %[odd], %[odd], %[four], ror #8\n\t"
                : [even] "+r"(even), [odd] "+r"(odd), [four] "=&r"(four)
                : [from] "r"(from)
                : "memory");
            from += depth;
          }
        }
        *out++ = rl_mean((int16_t)even, count, l);
        *out++ = rl_mean((int16_t)odd, count, l);
        *out++ = rl_mean((int32_t)even >> 16, count, l);
        *out++ = rl_mean((int32_t)odd >> 16, count, l);
      }
#endif
      for (; c < depth; c++) {
        int32_t sum = 0;
        for (int32_t ky = top; ky < bottom; ky++) {
          for (int32_t kx = left; kx < right; kx++) {
            sum += in[(ky * l->inW + kx) * depth + c];
          }
        }
        *out++ = rl_mean(sum, count, l);
      }
    }
  }
}
