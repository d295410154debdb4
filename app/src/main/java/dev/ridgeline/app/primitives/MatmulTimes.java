package dev.ridgeline.app.primitives;

import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.template.CompiledGemm;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.openblas.OpenBlas;
import dev.ridgeline.peers.openblas.OpenBlasSgemm;
import dev.ridgeline.peers.openblas.Sgemm;
import dev.ridgeline.primitives.multiply.BlockedGemm;
import dev.ridgeline.primitives.multiply.NaiveGemm;
import dev.ridgeline.primitives.multiply.SimdGemm;
import dev.ridgeline.primitives.multiply.Strassen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Times of multiplications in f32 on one thread, run in turns. */
final class MatmulTimes {
  private static final int MOST_TURNS = 25;
  private static final long WARM_UP_NANOS = 200_000_000;
  private static final long TIME_NANOS = 3_000_000_000L;

  /** With more a run of the slowest form takes seconds. */
  static final long MOST_MACS = 1L << 31;

  private MatmulTimes() {}

  /**
   * The time of one form.
   *
   * @param algorithm its name
   * @param medianMillis of one multiplication
   * @param gflops of 2 m n k operations, whatever the form does
   */
  record Row(String algorithm, int m, int n, int k, double medianMillis, double gflops) {}

  static List<Row> measure(int m, int n, int k, KernelCache cache) {
    SplittableRandom random = new SplittableRandom(m + 31L * n + 961L * k);
    float[] a = uniform(random, m * k);
    float[] b = uniform(random, k * n);
    float[] c = new float[m * n];
    try (CompiledGemm compiled = new CompiledGemm(new JvmTarget(), 1, cache)) {
      Map<String, Gemm> forms = new LinkedHashMap<>();
      forms.put("naive", new NaiveGemm());
      forms.put("blocked", new BlockedGemm());
      forms.put("simd", new SimdGemm());
      forms.put("compiled", compiled);
      forms.put("strassen-1", new Strassen(1, compiled));
      forms.put("strassen-2", new Strassen(2, compiled));
      Map<String, Runnable> runs = new LinkedHashMap<>();
      forms.forEach((name, gemm) ->
          runs.put(name, () -> gemm.multiply(m, n, k, a, 0, k, b, 0, n, c, 0, n, false)));
      if (OpenBlas.load() instanceof Availability.Available<OpenBlas>(OpenBlas blas)) {
        try (OpenBlasSgemm peer = blas.sgemm(Sgemm.of(m, n, k), 1)) {
          peer.prepare(peer.inputs());
          peer.bind(Map.of("a", Tensor.of(a, m, k), "b", Tensor.of(b, k, n)));
          runs.put("openblas", peer::run);
          return turns(m, n, k, runs);
        }
      }
      return turns(m, n, k, runs);
    }
  }

  private static List<Row> turns(int m, int n, int k, Map<String, Runnable> runs) {
    Map<String, double[]> nanos = new LinkedHashMap<>();
    double round = 0;
    for (Map.Entry<String, Runnable> run : runs.entrySet()) {
      long until = System.nanoTime() + WARM_UP_NANOS;
      double last;
      do {
        last = nanos(run.getValue());
      } while (System.nanoTime() < until);
      round += last;
    }
    int turns = (int) Math.clamp(TIME_NANOS / Math.max(1, round), 3, MOST_TURNS);
    runs.keySet().forEach(name -> nanos.put(name, new double[turns]));
    for (int turn = 0; turn < turns; turn++) {
      int at = turn;
      runs.forEach((name, run) -> nanos.getOrDefault(name, new double[turns])[at] = nanos(run));
    }
    List<Row> rows = new ArrayList<>();
    nanos.forEach((name, all) -> {
      Arrays.sort(all);
      double median = all[all.length / 2];
      rows.add(new Row(name, m, n, k, median / 1e6, 2.0 * m * n * k / median));
    });
    return rows;
  }

  private static double nanos(Runnable run) {
    long begin = System.nanoTime();
    run.run();
    return (double) (System.nanoTime() - begin);
  }

  private static float[] uniform(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
