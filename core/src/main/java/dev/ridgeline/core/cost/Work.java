package dev.ridgeline.core.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Arithmetic, counted exactly.
 *
 * @param macs multiply-accumulates of convolutions and matrix products, without biases
 * @param flops arithmetic operations by kind: an addition, multiplication, division, comparison, or
 *     transcendental function of one element is one each; a multiply-accumulate is two
 */
public record Work(long macs, Map<WorkKind, Long> flops) {
  public static final Work NONE = new Work(0, Map.of());

  public Work {
    EnumMap<WorkKind, Long> copy = new EnumMap<>(WorkKind.class);
    flops.forEach((kind, count) -> {
      if (count < 0) {
        throw new IllegalArgumentException(kind + " has a negative count: " + count);
      }
      if (count > 0) {
        copy.put(kind, count);
      }
    });
    flops = Collections.unmodifiableMap(copy);
  }

  /** {@code count} operations of one kind, none of them multiply-accumulates. */
  static Work of(WorkKind kind, long count) {
    return new Work(0, Map.of(kind, count));
  }

  /** {@code macs} multiply-accumulates of one kind: twice as many operations. */
  static Work macs(WorkKind kind, long macs) {
    return new Work(macs, Map.of(kind, Math.multiplyExact(2, macs)));
  }

  /** All operations. */
  public long totalFlops() {
    return flops.values().stream().reduce(0L, Math::addExact);
  }

  /** Operations of one kind. */
  public long flops(WorkKind kind) {
    return flops.getOrDefault(kind, 0L);
  }

  public Work plus(Work other) {
    if (other.macs == 0 && other.flops.isEmpty()) {
      return this;
    }
    EnumMap<WorkKind, Long> sum = new EnumMap<>(WorkKind.class);
    sum.putAll(flops);
    other.flops.forEach((kind, count) -> sum.merge(kind, count, Math::addExact));
    return new Work(Math.addExact(macs, other.macs), sum);
  }
}
