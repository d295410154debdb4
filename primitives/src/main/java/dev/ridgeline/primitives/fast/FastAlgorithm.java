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
  long workspaceBytes(ConvProblem problem);

  /**
   * Transforms or packs the filter, and allocates the workspace; not part of a run's time.
   *
   * @param problem one that is not refused
   * @param filter OIHW, {@link ConvProblem#filterSize()} values
   * @param gemm multiplies; on one thread or more, as it does
   */
  FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm);
}
