package dev.ridgeline.primitives.multiply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.execution.Gemm;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every rung against the first, at odd sizes, in parts of larger arrays. */
final class GemmLadderTest {
  private static final List<Gemm> RUNGS =
      List.of(
          new BlockedGemm(),
          new SimdGemm(),
          new Strassen(1, new SimdGemm()),
          new Strassen(3, new NaiveGemm()));

  @Test
  void rungsAgreeInWholeNumbers() {
    Random random = new Random(11);
    int[] sizes = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100};
    for (int i = 0; i < 300; i++) {
      int m = sizes[random.nextInt(sizes.length)];
      int n = sizes[random.nextInt(sizes.length)];
      int k = i % 50 == 0 ? 520 : sizes[random.nextInt(sizes.length)];
      boolean accumulate = random.nextBoolean();
      // Whole numbers this small are exact in every order of the sum.
      float[] a = whole(random, (m + 1) * (k + 3));
      float[] b = whole(random, (k + 1) * (n + 2));
      float[] before = whole(random, (m + 1) * (n + 5));
      float[] expected = before.clone();
      new NaiveGemm().multiply(m, n, k, a, 2, k + 3, b, 1, n + 2, expected, 3, n + 5, accumulate);
      for (Gemm rung : RUNGS) {
        float[] c = before.clone();
        rung.multiply(m, n, k, a, 2, k + 3, b, 1, n + 2, c, 3, n + 5, accumulate);
        assertThat(Arrays.equals(c, expected))
            .as("%s at %dx%dx%d", rung.getClass().getSimpleName(), m, n, k)
            .isTrue();
      }
    }
  }

  @Test
  void anEmptySumIsZero() {
    for (Gemm rung : RUNGS) {
      float[] c = {1, 2, 3, 4};
      rung.multiply(2, 2, 0, new float[0], 0, 0, new float[0], 0, 2, c, 0, 2, false);
      assertThat(c).as(rung.getClass().getSimpleName()).containsExactly(0, 0, 0, 0);
    }
  }

  private static float[] whole(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(17) - 8;
    }
    return values;
  }
}
