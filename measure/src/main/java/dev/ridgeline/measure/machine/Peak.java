package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.SampleSummary;

/**
 * A measured peak of arithmetic.
 *
 * @param dtype {@code f32} or {@code f64}
 * @param mix the instructions
 * @param threads threads that ran together
 * @param gflops 10^9 FLOP/s of all threads together by the median sample; an FMA counts two
 * @param bestGflops the same by the best sample
 * @param spread robust relative spread of the samples
 * @param vectorBits width of the vectors
 * @param fmaChains independent FMA chains a thread
 * @param addChains independent addition chains a thread
 * @param pinned whether every thread was tied to a CPU
 * @param verified whether the results were bit for bit those of the scalar twin
 * @param sampling how it was sampled
 */
public record Peak(
    String dtype,
    Mix mix,
    int threads,
    double gflops,
    double bestGflops,
    double spread,
    int vectorBits,
    int fmaChains,
    int addChains,
    boolean pinned,
    boolean verified,
    SampleSummary sampling) {

  /** What a roofline draws: the median, or the best sample where other work disturbed it. */
  public double ceiling() {
    return sampling.contended() ? bestGflops : gflops;
  }
}
