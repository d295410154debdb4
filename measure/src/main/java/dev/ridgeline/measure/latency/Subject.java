package dev.ridgeline.measure.latency;

import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;

/**
 * Something whose latency is measured in slices: a model at one batch on one engine, here or in
 * another process. The order of calls is load, sample any number of times, close; after close it
 * may be loaded again. All methods may throw {@link SubjectFailure} or {@link
 * dev.ridgeline.core.UserError}: the subject has failed then, not the session.
 */
public interface Subject extends AutoCloseable {
  /** Makes it ready to run: loads and prepares the model, makes and binds the inputs. */
  Loaded load();

  /** Takes a slice of samples. The first run of a slice is apart. */
  Samples sample(SamplingPlan plan);

  /** Frees what it holds; does nothing if nothing is loaded. */
  @Override
  void close();

  /**
   * What loading gave.
   *
   * @param engine who runs it, with the version
   * @param loadMillis time of loading and preparing the model; making inputs is not in it
   */
  record Loaded(String engine, double loadMillis) {}
}
