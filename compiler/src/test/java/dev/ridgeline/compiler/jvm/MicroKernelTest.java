package dev.ridgeline.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.target.FunctionCode;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MicroKernelTest {

  @Test
  void multipliesBitForBitAsScalarFmas() {
    check(new MicroKernel(4, 2, 8), 37);
    check(new MicroKernel(6, 2, 4), 5);
    check(new MicroKernel(3, 1, 2), 1);
  }

  @Test
  @Tag("slow")
  void isFast() {
    MicroKernel kernel = new MicroKernel(4, 2, 8);
    int depth = 256;
    FunctionCode code = code(kernel, depth);
    Object[] buffers = {values(depth * 4, 1), values(depth * 16, 2), new float[64]};
    int[] scalars = {0, 0, 0, 16, depth};
    double best = 0;
    for (int sample = 0; sample < 200; sample++) {
      long begin = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        code.call(buffers, scalars);
      }
      best = Math.max(best, 2.0 * 64 * depth * 1000 / (System.nanoTime() - begin));
    }
    System.out.printf("micro-kernel 4x16: %.1f GFLOP/s%n", best);
    check(kernel, depth);
  }

  private static FunctionCode code(MicroKernel kernel, int depth) {
    return List.copyOf(new JvmTarget().compile(kernel.program(depth)).values()).getFirst();
  }

  private static void check(MicroKernel kernel, int depth) {
    int width = kernel.vectors() * kernel.lanes();
    float[] a = values(depth * kernel.rows(), 1);
    float[] b = values(depth * width, 2);
    float[] c = new float[kernel.rows() * width];
    code(kernel, depth).call(new Object[] {a, b, c}, new int[] {0, 0, 0, width, depth});
    float[] expected = new float[c.length];
    for (int i = 0; i < c.length; i++) {
      for (int k = 0; k < depth; k++) {
        expected[i] =
            Math.fma(a[k * kernel.rows() + i / width], b[k * width + i % width], expected[i]);
      }
    }
    assertThat(c).isEqualTo(expected);
  }

  private static float[] values(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
