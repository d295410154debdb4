package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.FixedGemm;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compiled products of whole arrays and of parts, against f64. */
final class CompiledGemmTest {
  private final CompiledGemm gemm = new CompiledGemm(new JvmTarget(), 1, KernelCache.inMemory());

  @Test
  void partsAreMultipliedAndNothingElseIsTouched() {
    Random random = new Random(5);
    for (int round = 0; round < 40; round++) {
      int m = random.nextInt(9);
      int n = random.nextInt(20);
      int k = random.nextInt(12);
      boolean whole = random.nextInt(3) == 0;
      int gap = whole ? 0 : random.nextInt(4);
      int offset = whole ? 0 : random.nextInt(5);
      boolean accumulate = random.nextInt(3) == 0;
      float[] a = values(random, offset + m * (k + gap));
      float[] b = values(random, offset + k * (n + gap));
      float[] c = values(random, offset + m * (n + gap) + 3);
      float[] before = c.clone();
      gemm.multiply(
          m, n, k, a, offset, k + gap, b, offset, n + gap, c, offset, n + gap, accumulate);
      for (int at = 0; at < c.length; at++) {
        int i = n + gap == 0 ? 0 : Math.floorDiv(at - offset, n + gap);
        int j = n + gap == 0 ? 0 : Math.floorMod(at - offset, n + gap);
        if (i < 0 || i >= m || j >= n) {
          assertThat(c[at]).isEqualTo(before[at]);
          continue;
        }
        double sum = accumulate ? before[at] : 0;
        for (int p = 0; p < k; p++) {
          sum += (double) a[offset + i * (k + gap) + p] * b[offset + p * (n + gap) + j];
        }
        assertThat((double) c[at]).isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-5));
      }
    }
  }

  @Test
  void theSameMatrixIsPackedOnce() {
    Random random = new Random(6);
    for (int[] shape :
        new int[][] {{1, 1, 1}, {4, 16, 512}, {7, 24, 33}, {5, 8, 9}, {97, 40, 400}}) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      float[] a = values(random, m * k);
      float[] b = values(random, k * n);
      float[] c = values(random, m * n + 3);
      float[] before = c.clone();
      FixedGemm fixed = gemm.fixed(n, k, b);
      for (int rows : new int[] {m, 1}) {
        fixed.multiply(rows, a, c);
      }
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int p = 0; p < k; p++) {
            sum += (double) a[i * k + p] * b[p * n + j];
          }
          assertThat((double) c[i * n + j])
              .as("%d %d of %dx%dx%d", i, j, m, n, k)
              .isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-4));
        }
      }
      assertThat(c[m * n]).isEqualTo(before[m * n]);
      fixed.multiply(0, a, c);
    }
    float[] untouched = {1};
    gemm.fixed(1, 0, new float[0]).multiply(1, new float[0], untouched);
    assertThat(untouched).containsExactly(0);
  }

  @Test
  void manyThreadsMultiplyAtOnce() {
    float[] a = values(new Random(1), 33 * 47);
    float[] b = values(new Random(2), 47 * 65);
    float[] expected = new float[33 * 65];
    gemm.multiply(33, 65, 47, a, 0, 47, b, 0, 65, expected, 0, 65, false);
    IntStream.range(0, 64)
        .parallel()
        .forEach(_ -> {
          float[] c = new float[33 * 65];
          gemm.multiply(33, 65, 47, a, 0, 47, b, 0, 65, c, 0, 65, false);
          assertThat(c).isEqualTo(expected);
        });
  }

  @Test
  void memoryMustFit() {
    float[] a = new float[6];
    assertThatThrownBy(() -> gemm.multiply(2, 2, 3, a, 0, 3, new float[6], 0, 2, a, 0, 2, false))
        .isInstanceOf(UserError.class)
        .hasMessage("output 'C' shares memory with 'A'; give each memory of its own");
    assertThatThrownBy(
            () -> gemm.multiply(2, 2, 3, a, 0, 3, new float[6], 0, 2, new float[3], 0, 2, false))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("buffer 'C' takes 16 bytes but 12 are given");
  }

  private static float[] values(Random random, int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = random.nextFloat() - 0.5f;
    }
    return out;
  }
}
