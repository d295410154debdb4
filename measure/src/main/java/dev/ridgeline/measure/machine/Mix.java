package dev.ridgeline.measure.machine;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which instructions a peak is measured with. */
public enum Mix {
  /** Fused multiply-adds alone, 2 FLOP each: what matrix multiplication is made of. */
  FMA("fma", 12, 0),
  /**
   * Fused multiply-adds, and additions independent of them, 1 FLOP each: more where the machine has
   * adders beside its FMA units, less where it has none.
   */
  FMA_ADD("fma+add", 8, 7);

  private final String label;
  private final int fmaChains;
  private final int addChains;

  Mix(String label, int fmaChains, int addChains) {
    this.label = label;
    this.fmaChains = fmaChains;
    this.addChains = addChains;
  }

  /** The name in results: {@code fma} or {@code fma+add}. */
  @JsonValue
  public String label() {
    return label;
  }

  /** FMA chains that fit 16 vector registers, or 32 where wide. */
  int fmaChains(boolean wide) {
    return wide ? 2 * fmaChains : fmaChains;
  }

  /** Addition chains that fit 16 vector registers, or 32 where wide. */
  int addChains(boolean wide) {
    return wide ? 2 * addChains : addChains;
  }
}
