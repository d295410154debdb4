package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.Precision;
import java.util.Optional;

/** An algorithm for dense parts; {@link SplitConv} makes a whole convolution of it. */
public interface DenseAlgorithm {

  /** The name on the command line. */
  String name();

  /** Why it cannot do a case; {@code part} is any of the dense parts. */
  Optional<ConvOutcome.Unsupported> refusal(DenseProblem part, Precision precision);

  /**
   * The convolution of a part.
   *
   * @param input batch x inChannels x inRows x inColumns
   * @param filter outChannels x inChannels x kernelRows x kernelColumns
   * @return batch x outChannels x outRows x outColumns, in the accumulation format
   */
  double[] run(DenseProblem part, double[] input, double[] filter, Precision precision);

  /** The expected relative L2 error over u of a part, see {@link ConvAlgorithm#predictedK}. */
  double predictedK(DenseProblem part);
}
