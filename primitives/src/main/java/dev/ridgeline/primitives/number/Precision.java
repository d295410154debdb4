package dev.ridgeline.primitives.number;

import java.util.EnumSet;
import java.util.Set;

/**
 * The formats of a run: what tensors are stored in, what sums are accumulated in, and which phases
 * round at all. Phases that do not round compute in f64.
 *
 * @param storage format of inputs, transformed tensors and outputs
 * @param accumulation format of products and their sums; transforms compute in the storage format
 *     where it is floating point
 * @param rounded the phases that round; all of them unless the error is split
 */
public record Precision(NumberFormat storage, FloatFormat accumulation, Set<Phase> rounded) {
  public Precision {
    rounded = Set.copyOf(rounded);
  }

  /** Stores and accumulates in one format; integers and logarithms accumulate in f64. */
  public static Precision of(NumberFormat format) {
    return of(format, format instanceof FloatFormat f ? f : FloatFormat.F64);
  }

  /** Stores in one format and accumulates in another. */
  public static Precision of(NumberFormat storage, FloatFormat accumulation) {
    return new Precision(storage, accumulation, EnumSet.allOf(Phase.class));
  }

  /** The same with one phase rounding only. */
  public Precision only(Phase phase) {
    return new Precision(storage, accumulation, Set.of(phase));
  }

  /**
   * In what a phase computes: sums of products in the accumulation format, transforms as stored.
   */
  public FloatFormat arithmetic(Phase phase) {
    if (!rounded.contains(phase)) {
      return FloatFormat.F64;
    }
    return phase != Phase.PRODUCT && storage instanceof FloatFormat narrow ? narrow : accumulation;
  }

  /** In what the result of a phase is stored. */
  public NumberFormat storage(Phase phase) {
    return rounded.contains(phase) ? storage : FloatFormat.F64;
  }

  /** {@code f16}, or {@code f16+f32} where sums are accumulated in f32. */
  public String label() {
    return of(storage).accumulation().equals(accumulation)
        ? storage.label()
        : storage.label() + "+" + accumulation.label();
  }
}
