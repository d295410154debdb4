/* What every kernel needs. Integers are two's complement and >> keeps the sign, as gcc and clang define it. */
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
#define RL_DSP 1
#else
#define RL_DSP 0
#endif

/* A kernel's body: its constant arguments are folded in the function that names them. */
#define RL_BODY static inline __attribute__((always_inline))
#define RL_KERNEL static __attribute__((noinline))

/* One output channel: zero point of the input folded into bias; the factor is mantissa 2^-(32 + shift). */
struct rl_channel {
  int32_t bias;
  int32_t mantissa; /* 2^30 .. 2^31 - 1 */
  int32_t shift;    /* right shift after the high product, less one; 0 .. 30 */
};
