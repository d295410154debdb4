/* Softmax with f32 exponents from a table by their distance from the largest input, as the interpreter of TensorFlow Lite
   computes it. Results have zero point outZero. */
struct rl_softmax {
  const float *exponents; /* of 0, -1, ... -255 */
  float outScale;
  int32_t outZero;
  int32_t rows, length;
};

RL_KERNEL void rl_softmax(const struct rl_softmax *l, const int8_t *in, int8_t *out) {
  const int32_t length = l->length;
  for (int32_t row = 0; row < l->rows; row++) {
    int32_t most = -128;
    float sum = 0;
    for (int32_t i = 0; i < length; i++) {
      most = in[i] > most ? in[i] : most;
    }
    for (int32_t i = 0; i < length; i++) {
      sum += l->exponents[most - in[i]];
    }
    float scaled = sum * l->outScale;
    float inverse = 1.0f / scaled;
    for (int32_t i = 0; i < length; i++) {
      float p = l->exponents[most - in[i]] * inverse;
      int32_t whole = (int32_t)p;
      whole += p - (float)whole >= 0.5f;
      out[i] = (int8_t)rl_clamp(whole + l->outZero, -128, 127);
    }
    in += length;
    out += length;
  }
}
