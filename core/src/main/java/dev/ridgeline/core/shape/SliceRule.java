package dev.ridgeline.core.shape;

import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** The shape and the elements that Slice gives: starts and ends are clamped as numpy does. */
final class SliceRule {
  private SliceRule() {}

  static Shape apply(NodeFacts facts, Shape x) {
    Optional<List<Long>> starts = facts.longs(1);
    Optional<IntValues> ends = facts.ints(2);
    Optional<List<Long>> axes = facts.longs(3);
    Optional<List<Long>> steps = facts.longs(4);
    boolean axesUnknown = facts.has(3) && axes.isEmpty();
    if (axesUnknown || (starts.isEmpty() && ends.isEmpty() && axes.isEmpty())) {
      return facts.unknownShape(x.rank());
    }
    int count =
        axes.map(List::size)
            .orElseGet(() -> starts.map(List::size).orElseGet(() -> ends.get().elements().size()));
    Shape result = x;
    for (int i = 0; i < count; i++) {
      int axis = facts.axis(axes.isPresent() ? axes.get().get(i) : i, x.rank());
      long step = facts.has(4) ? steps.map(s -> s.get(0)).orElse(0L) : 1;
      if (steps.isPresent()) {
        step = steps.get().get(i);
      }
      Dim out = facts.unknownDim("slice" + axis);
      if (starts.isPresent() && ends.isPresent() && step != 0) {
        out =
            length(
                facts, x.dim(axis), starts.get().get(i), ends.get().elements().get(i), step, axis);
      } else if (facts.has(4) && steps.isPresent()) {
        if (step == 0) {
          throw facts.fail("a step of 0 is not allowed");
        }
      }
      result = result.with(axis, out);
    }
    return result;
  }

  private static Dim length(NodeFacts facts, Dim in, long start, Dim end, long step, int axis) {
    if (in.isKnown() && end.isKnown()) {
      return Dim.of(indices(in.size(), start, end.size(), step));
    }
    if (step == 1 && start == 0 && !end.isKnown()) {
      return end;
    }
    if (step == 1 && start >= 0 && end.isKnown() && end.size() >= Integer.MAX_VALUE) {
      return in.plus(-start);
    }
    if (step == 1 && start >= 0 && end.isKnown() && end.size() < 0) {
      return in.plus(end.size() - start);
    }
    return facts.unknownDim("slice" + axis);
  }

  /** How many elements a slice of {@code size} elements picks. */
  static long indices(long size, long start, long end, long step) {
    long first = clampStart(size, start, step);
    long last = end < 0 ? Math.max(end + size, -1) : Math.min(end, size);
    if (step > 0) {
      last = Math.max(0, last);
      return Math.max(0, Math.ceilDiv(last - first, step));
    }
    last = end < -size ? -1 : last;
    return Math.max(0, Math.ceilDiv(last - first, step));
  }

  /** The first index, clamped. */
  static long clampStart(long size, long start, long step) {
    long first = start < 0 ? start + size : start;
    return step > 0 ? Math.clamp(first, 0, size) : Math.clamp(first, -1, Math.max(-1, size - 1));
  }
}
