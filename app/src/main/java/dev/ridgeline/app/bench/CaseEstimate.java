package dev.ridgeline.app.bench;

import dev.ridgeline.core.cost.Ledger;

/**
 * What measuring a case is expected to take, from its ledger, before anything has run. Times are
 * rough: a session corrects them by what it measures.
 *
 * @param bytes memory while it is loaded: the weights twice (the file's and the engine's own order
 *     of them), the peak of the activations by liveness, and the fixed part of a loaded model.
 *     Nodes that are not counted are not in it
 * @param loadNanos time of loading
 * @param runNanos time of one run
 */
record CaseEstimate(long bytes, double loadNanos, double runNanos) {
  /** What an engine holds for any model. */
  private static final long FIXED_BYTES = 32L << 20;

  private static final double FLOPS_PER_NANO_AND_THREAD = 20;
  private static final double BYTES_PER_NANO = 8;
  private static final double NANOS_PER_NODE = 4_000;
  private static final double LOAD_BYTES_PER_NANO = 0.4;
  private static final double FIXED_LOAD_NANOS = 100e6;

  static CaseEstimate of(Ledger ledger, int threads) {
    long bytes =
        Math.addExact(
            Math.addExact(FIXED_BYTES, Math.multiplyExact(2, ledger.weightBytes())),
            ledger.forward().peakActivationBytes());
    double compute = ledger.forward().work().totalFlops() / (FLOPS_PER_NANO_AND_THREAD * threads);
    double traffic = ledger.forward().traffic().fusedBytes() / BYTES_PER_NANO;
    double run = Math.max(compute, traffic) + NANOS_PER_NODE * ledger.nodes().size();
    double load = FIXED_LOAD_NANOS + ledger.weightBytes() / LOAD_BYTES_PER_NANO;
    return new CaseEstimate(bytes, load, run);
  }
}
