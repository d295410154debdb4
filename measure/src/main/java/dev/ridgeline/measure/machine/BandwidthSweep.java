package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.Percentiles;
import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Measures bandwidth over working sets from 4 KiB a thread upward in geometric steps. */
final class BandwidthSweep {
  static final long LEAST_BYTES = 4 << 10;

  /** Bytes that a run passes over at least, so that handing it to a team costs about 1 %. */
  private static final long RUN_BYTES = 8 << 20;

  private static final long COMPILE_BYTES = 16 << 10;

  /** Bytes per nanosecond that no interpreted loop reaches and every compiled one does. */
  private static final double COMPILED_RATE = 8;

  /** Runs at that rate before a kernel counts as compiled. */
  private static final int FAST_RUNS = 500;

  private static final long COMPILE_NANOS = 20_000_000_000L;

  private final Sampler sampler;
  private final Consumer<String> progress;

  BandwidthSweep(Sampler sampler, Consumer<String> progress) {
    this.sampler = sampler;
    this.progress = progress;
  }

  /** Sizes from 4 KiB to the largest, both included, so many an octave, in multiples of 64. */
  static List<Long> sizes(long largest, int perOctave) {
    List<Long> sizes = new ArrayList<>();
    for (int step = 0; ; step++) {
      double exact = LEAST_BYTES * Math.pow(2, step / (double) perOctave);
      if (exact > largest * 1.0001) {
        return sizes;
      }
      sizes.add(Math.round(exact / 64) * 64);
    }
  }

  /**
   * Sweeps with all threads of the team up to {@code largestBytes} in all.
   *
   * @throws IllegalStateException if a kernel did not do its work
   */
  List<SweepPoint> measure(
      ThreadTeam team,
      List<BandwidthKernel> kernels,
      long largestBytes,
      int perOctave,
      SamplingPlan plan) {
    return team.lead(() -> onLead(team, kernels, largestBytes, perOctave, plan));
  }

  private List<SweepPoint> onLead(
      ThreadTeam team,
      List<BandwidthKernel> kernels,
      long largestBytes,
      int perOctave,
      SamplingPlan plan) {
    int threads = team.size();
    AtomicReferenceArray<StreamBuffer> buffers = new AtomicReferenceArray<>(threads);
    compile(kernels);
    team.all(member -> {
      StreamBuffer buffer = new StreamBuffer(largestBytes / threads);
      buffer.align();
      buffers.set(member, buffer);
    });
    List<SweepPoint> points = new ArrayList<>();
    for (BandwidthKernel kernel : kernels) {
      progress.accept(
          "bandwidth, "
              + kernel.label()
              + ", "
              + threads
              + (threads == 1 ? " thread" : " threads"));
      for (long perThread : sizes(largestBytes / threads, perOctave)) {
        team.all(member -> buffers.get(member).fill(perThread));
        points.add(point(team, buffers, kernel, perThread, plan));
      }
    }
    return points;
  }

  /** Lets the JIT compile every kernel before the first of them is timed. */
  private static void compile(List<BandwidthKernel> kernels) {
    StreamBuffer small = new StreamBuffer(COMPILE_BYTES);
    Set<BandwidthKernel> used = EnumSet.of(BandwidthKernel.READ, BandwidthKernel.WRITE);
    used.addAll(kernels);
    for (BandwidthKernel kernel : used) {
      long patience = System.nanoTime() + COMPILE_NANOS;
      int fast = 0;
      while (fast < FAST_RUNS && System.nanoTime() < patience) {
        long begin = System.nanoTime();
        small.run(kernel, COMPILE_BYTES, 8);
        if (8.0 * COMPILE_BYTES / (System.nanoTime() - begin) > COMPILED_RATE) {
          fast++;
        } else if (fast == 0) {
          // The compiler needs a CPU, and this thread may be tied to the one that it would get.
          LockSupport.parkNanos(200_000);
        }
      }
    }
  }

  private SweepPoint point(
      ThreadTeam team,
      AtomicReferenceArray<StreamBuffer> buffers,
      BandwidthKernel kernel,
      long perThread,
      SamplingPlan plan) {
    int threads = team.size();
    long bytes = StreamBuffer.bytesPerPass(kernel, perThread);
    int passes = (int) Math.max(1, RUN_BYTES / bytes);
    StreamBuffer own = buffers.get(0);
    Samples samples =
        threads == 1
            ? sampler.sample(plan, () -> own.run(kernel, perThread, passes))
            : sampler.sample(
                plan.onPool(threads),
                () -> team.all(member -> buffers.get(member).run(kernel, perThread, passes)));
    for (int member = 0; member < threads; member++) {
      if (!buffers.get(member).verify(kernel, perThread)) {
        throw new IllegalStateException(kernel + " over " + perThread + " bytes gave wrong values");
      }
    }
    double moved = (double) bytes * passes * threads;
    Percentiles nanos = samples.percentiles();
    return new SweepPoint(
        kernel,
        threads,
        bytes * threads,
        moved / nanos.median(),
        moved / nanos.min(),
        nanos.spread(),
        nanos.count(),
        samples.rejected(),
        samples.contended());
  }
}
