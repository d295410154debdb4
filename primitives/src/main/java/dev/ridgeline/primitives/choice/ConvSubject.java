package dev.ridgeline.primitives.choice;

import dev.ridgeline.measure.latency.Subject;
import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import dev.ridgeline.primitives.fast.FastConv;
import java.util.Optional;

/** An algorithm in a session: prepared when loaded, its first result compared with f64. */
final class ConvSubject implements Subject {
  private static final long LEAST_SAMPLE_NANOS = 100_000;

  /** The JIT compiler takes its time; transforms are many small methods. */
  private static final long WARM_UP_NANOS = 300_000_000;

  private final String name;
  private final ConvSelector.Opener opener;
  private final float[] input;
  private final SampledReference reference;
  private Optional<FastConv> open = Optional.empty();
  private float[] output = new float[0];
  private double relativeL2 = Double.NaN;
  private long filterBytes;

  ConvSubject(String name, ConvSelector.Opener opener, float[] input, SampledReference reference) {
    this.name = name;
    this.opener = opener;
    this.input = input;
    this.reference = reference;
  }

  double relativeL2() {
    return relativeL2;
  }

  long filterBytes() {
    return filterBytes;
  }

  @Override
  public Loaded load() {
    long begin = System.nanoTime();
    FastConv conv = opener.open();
    double millis = (System.nanoTime() - begin) / 1e6;
    open = Optional.of(conv);
    filterBytes = conv.filterBytes();
    output = new float[conv.problem().outputSize()];
    conv.run(input, output);
    relativeL2 = reference.relativeL2(output);
    long until = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < until) {
      conv.run(input, output);
    }
    return new Loaded(name, millis);
  }

  @Override
  public Samples sample(SamplingPlan plan) {
    FastConv conv = open.orElseThrow(() -> new IllegalStateException("load before sampling"));
    return Sampler.system()
        .sample(plan.withMinSampleNanos(LEAST_SAMPLE_NANOS), () -> conv.run(input, output));
  }

  @Override
  public void close() {
    open = Optional.empty();
    output = new float[0];
  }
}
