/* The dot products of every row of weights (groups fours of i8 each) with RL_PIXELS rows of expanded activations,
   interleaved by fours, and their results: to[channel + pixel * step]. */
struct rl_block {
  const struct rl_channel *channel; /* first three: moved on by the kernel */
  int8_t *to;
  const int8_t *weights;
  int32_t step, zero2;
  const int16_t *acts;
  const struct rl_channel *end;
  int32_t loops; /* groups / unroll */
  int32_t left;  /* used by the kernel */
  int32_t least, most;
};

#if RL_DSP
/* 16 instructions for the 20 products of a four with five pixels. Every register but two is the kernel's: sums in r1, r2,
   r3, r11, r12, activations in r4, r5, r6, r8 and at lr, weights in r9, r10. */
RL_BODY void rl_dot_block(struct rl_block *block, const int once, const int unroll, const int away, const int clamp) {
  const int8_t *w = block->weights;
  __asm__ volatile(
      ".macro rl_result sum\n\t"
      "lsl \\sum, \\sum, #1\n\t"
      "smmulr \\sum, \\sum, r9\n\t"
      ".if %c[away]\n\tadd \\sum, \\sum, \\sum, asr #31\n\t.endif\n\t"
      "asr \\sum, \\sum, r10\n\t"
      "add \\sum, \\sum, r8\n\t"
      "ssat \\sum, #8, \\sum, asr #1\n\t"
      ".if %c[clamp]\n\t"
      "ldr lr, [%[block], #36]\n\tcmp \\sum, lr\n\tit lt\n\tmovlt \\sum, lr\n\t"
      "ldr lr, [%[block], #40]\n\tcmp \\sum, lr\n\tit gt\n\tmovgt \\sum, lr\n\t"
      ".endif\n\t"
      ".endm\n"
      "1:\n\t"
      "ldr r4, [%[block]]\n\t"
      "ldr lr, [%[block], #20]\n\t"
      "ldr r1, [r4]\n\t"
      ".if !%c[once]\n\tldr r5, [%[block], #28]\n\tstr r5, [%[block], #32]\n\t.endif\n\t"
      "mov r2, r1\n\t"
      "mov r3, r1\n\t"
      "mov r11, r1\n\t"
      "mov r12, r1\n"
      "2:\n\t"
      ".rept %c[unroll]\n\t"
      "ldr r10, [%[w]], #4\n\t"
      "ldmia lr!, {r4, r5, r6, r8}\n\t"
      "sxtb16 r9, r10\n\t"
      "sxtb16 r10, r10, ror #8\n\t"
      "smlad r1, r4, r9, r1\n\t"
      "smlad r1, r5, r10, r1\n\t"
      "smlad r2, r6, r9, r2\n\t"
      "smlad r2, r8, r10, r2\n\t"
      "ldmia lr!, {r4, r5, r6, r8}\n\t"
      "smlad r3, r4, r9, r3\n\t"
      "smlad r3, r5, r10, r3\n\t"
      "smlad r11, r6, r9, r11\n\t"
      "smlad r11, r8, r10, r11\n\t"
      "ldrd r4, r5, [lr], #8\n\t"
      "smlad r12, r4, r9, r12\n\t"
      "smlad r12, r5, r10, r12\n\t"
      ".endr\n\t"
      ".if !%c[once]\n\t"
      "ldr r4, [%[block], #32]\n\tsubs r4, r4, #1\n\tstr r4, [%[block], #32]\n\tbne 2b\n\t"
      ".endif\n\t"
      "ldrd r4, r5, [%[block]]\n\t"
      "ldrd r6, r8, [%[block], #12]\n\t"
      "ldrd r9, r10, [r4, #4]\n\t"
      "rl_result r1\n\t"
      "rl_result r2\n\t"
      "rl_result r3\n\t"
      "rl_result r11\n\t"
      "rl_result r12\n\t"
      ".purgem rl_result\n\t"
      "add lr, r5, r6\n\t"
      "strb r1, [r5]\n\t"
      "strb r2, [r5, r6]\n\t"
      "strb r3, [r5, r6, lsl #1]\n\t"
      "strb r11, [lr, r6, lsl #1]\n\t"
      "strb r12, [r5, r6, lsl #2]\n\t"
      "ldr r6, [%[block], #24]\n\t"
      "add r4, r4, #12\n\t"
      "add r5, r5, #1\n\t"
      "strd r4, r5, [%[block]]\n\t"
      "cmp r4, r6\n\t"
      "bne 1b\n\t"
      : [w] "+r"(w)
      : [block] "r"(block), [once] "i"(once), [unroll] "i"(unroll), [away] "i"(away), [clamp] "i"(clamp)
      : "r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
}
#endif

/* The same for the first pixels (1 to RL_PIXELS) alone, with plain loops. */
RL_BODY void rl_dot_part(const struct rl_block *block, int32_t pixels, const int unroll, const int away,
                         const int clamp) {
  const int32_t groups = block->loops * unroll;
  for (int32_t p = 0; p < pixels; p++) {
    const int8_t *w = block->weights;
    int8_t *to = block->to + p * block->step;
    for (const struct rl_channel *channel = block->channel; channel != block->end; channel++) {
      const int16_t *at = block->acts + 4 * p;
      int32_t sum = channel->bias;
      for (int32_t g = groups; g > 0; g--) {
        sum += at[0] * w[0] + at[1] * w[2] + at[2] * w[1] + at[3] * w[3];
        at += RL_GROUP;
        w += 4;
      }
      const struct rl_stage stage = {channel->mantissa, channel->shift, block->zero2, block->least, block->most, 0};
      *to++ = rl_result(&stage, sum, away, clamp);
    }
  }
}

#if !RL_DSP
RL_BODY void rl_dot_block(struct rl_block *block, const int once, const int unroll, const int away, const int clamp) {
  (void)once;
  rl_dot_part(block, RL_PIXELS, unroll, away, clamp);
}
#endif
