package dev.ridgeline.measure.roofline;

/**
 * A ceiling of arithmetic.
 *
 * @param name such as {@code f32 FMA, 2 threads} or {@code bf16}
 * @param gigaflops 10^9 FLOP/s (operations a second for integer types)
 */
public record ComputeRoof(String name, double gigaflops) {
  /** The ceiling is positive and finite. */
  public ComputeRoof {
    Roofline.requirePositive(name, gigaflops);
  }
}
