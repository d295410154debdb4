package dev.ridgeline.measure.chip;

/**
 * A peak of arithmetic.
 *
 * @param precision such as {@code f32}, {@code bf16}, {@code i8}
 * @param sparse whether it counts the zeros that structured sparsity skips
 * @param figure in GFLOP/s, or GOP/s for integer types
 */
public record ChipPeak(String precision, boolean sparse, Figure figure) {
  /** Precision and density in words, such as {@code bf16} or {@code bf16 sparse}. */
  public String label() {
    return precision + (sparse ? " sparse" : "");
  }
}
