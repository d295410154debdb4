package dev.ridgeline.measure.machine;

/** A loop of independent chains of arithmetic with the arrays of one thread. */
sealed interface PeakKernel permits FloatPeakKernel, DoublePeakKernel {
  /** {@code f32} or {@code f64}. */
  String dtype();

  Mix mix();

  int fmaChains();

  int addChains();

  /** Elements of a vector. */
  int lanes();

  /** The same kernel with arrays of its own. */
  PeakKernel forAnotherThread();

  /** Runs the loop from the start values and keeps the end values. */
  void run(int iterations);

  /** Whether the end values are bit for bit those of the scalar twin. */
  boolean verify(int iterations);

  /** FLOPs of one iteration, an FMA counted as two. */
  default double flopsPerIteration() {
    return (2.0 * fmaChains() + addChains()) * lanes();
  }
}
