package dev.ridgeline.primitives.multiply;

import dev.ridgeline.core.execution.Gemm;

/** The definition, one product after the other: the first rung. Error: K = 0.29 sqrt(k). */
public final class NaiveGemm implements Gemm {
  @Override
  public void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aLead,
      float[] b,
      int bOffset,
      int bLead,
      float[] c,
      int cOffset,
      int cLead,
      boolean accumulate) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = accumulate ? c[cOffset + i * cLead + j] : 0;
        for (int l = 0; l < k; l++) {
          sum += a[aOffset + i * aLead + l] * b[bOffset + l * bLead + j];
        }
        c[cOffset + i * cLead + j] = sum;
      }
    }
  }
}
