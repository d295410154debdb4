package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.Optional;

/** A way to convolve fast. */
public interface FastAlgorithm {

  /** The name on the command line. */
  String name();

  /** The same in every number format: it tells the expected error. */
  ConvAlgorithm studied(ConvProblem problem);

  /** Why the algorithm does not do this case, in one line; empty where it does. */
  Optional<String> refusal(ConvProblem problem);

  /** Scratch memory of a run in bytes, known before any is allocated. */
  long workspaceBytes(ConvProblem problem, int threads);

  /**
   * Transforms or packs the filter, and allocates the workspace; not part of a run's time.
   *
   * @param problem one that is not refused
   * @param filter OIHW, {@link ConvProblem#filterSize()} values
   * @param gemm multiplies; with several threads they call it at once
   * @param threads that share out the blocks of a run
   */
  FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm, int threads);
}
