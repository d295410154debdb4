package dev.ridgeline.primitives.conv;

import java.util.Random;

/** Convolutions of all kinds by chance: sizes even, odd, prime and 1, every option. */
final class RandomProblems {
  private static final int[] KERNELS = {1, 2, 3, 3, 3, 4, 5, 7};

  private RandomProblems() {}

  static ConvProblem next(Random random) {
    int groups = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    return new ConvProblem(
        1 + random.nextInt(2),
        groups * (1 + random.nextInt(4)),
        groups * (1 + random.nextInt(3)),
        groups,
        axis(random),
        axis(random),
        0);
  }

  static double[] uniform(Random random, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static ConvAxis axis(Random random) {
    int kernel = KERNELS[random.nextInt(KERNELS.length)];
    int stride = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
    int dilation = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
    int before = random.nextInt(3) == 0 ? random.nextInt(kernel + 2) : 0;
    int after = random.nextInt(3) == 0 ? random.nextInt(kernel + 2) : 0;
    int least = Math.max(1, dilation * (kernel - 1) + 1 - before - after);
    return new ConvAxis(least + random.nextInt(13), kernel, stride, dilation, before, after);
  }
}
