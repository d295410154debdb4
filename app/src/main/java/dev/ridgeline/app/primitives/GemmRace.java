package dev.ridgeline.app.primitives;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.openblas.OpenBlas;
import dev.ridgeline.peers.openblas.OpenBlasSgemm;
import dev.ridgeline.peers.openblas.Sgemm;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The multiplication that algorithms are given against OpenBLAS on one thread, run in turns.
 *
 * @param m rows of A and C
 * @param n columns of B and C
 * @param k columns of A, rows of B
 * @param millis median of the multiplication
 * @param openBlasMillis median of OpenBLAS; null where it is missing
 * @param openBlasRatio OpenBLAS's time over ours, median of the turns; null where it is missing
 * @param missing why OpenBLAS is missing; empty where it is not
 */
record GemmRace(
    int m,
    int n,
    int k,
    double millis,
    @Nullable Double openBlasMillis,
    @Nullable Double openBlasRatio,
    String missing) {
  private static final int TURNS = 41;
  private static final long WARM_UP_NANOS = 300_000_000;

  static GemmRace run(int m, int n, int k, Gemm gemm) {
    SplittableRandom random = new SplittableRandom(m * 31L + n);
    float[] a = uniform(random, m * k);
    float[] b = uniform(random, k * n);
    float[] c = new float[m * n];
    Runnable ours = () -> gemm.multiply(m, n, k, a, 0, k, b, 0, n, c, 0, n, false);
    return switch (OpenBlas.load()) {
      case Availability.Unavailable<OpenBlas>(String reason) -> {
        warmUp(ours);
        double[] nanos = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
          nanos[turn] = nanos(ours);
        }
        yield new GemmRace(m, n, k, median(nanos) / 1e6, null, null, reason);
      }
      case Availability.Available<OpenBlas>(OpenBlas blas) -> {
        Sgemm problem = Sgemm.of(m, n, k);
        try (OpenBlasSgemm peer = blas.sgemm(problem, 1)) {
          peer.prepare(peer.inputs());
          peer.bind(Map.of("a", Tensor.of(a, m, k), "b", Tensor.of(b, k, n)));
          yield turns(m, n, k, ours, peer::run);
        }
      }
    };
  }

  private static GemmRace turns(int m, int n, int k, Runnable ours, Runnable peer) {
    warmUp(ours);
    warmUp(peer);
    double[] own = new double[TURNS];
    double[] other = new double[TURNS];
    double[] ratios = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      own[turn] = nanos(ours);
      other[turn] = nanos(peer);
      ratios[turn] = other[turn] / own[turn];
    }
    return new GemmRace(m, n, k, median(own) / 1e6, median(other) / 1e6, median(ratios), "");
  }

  private static void warmUp(Runnable work) {
    long until = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < until) {
      work.run();
    }
  }

  /** Of the second of two runs, for which the caches are its own. */
  private static double nanos(Runnable work) {
    work.run();
    long begin = System.nanoTime();
    work.run();
    return (double) (System.nanoTime() - begin);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static float[] uniform(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
