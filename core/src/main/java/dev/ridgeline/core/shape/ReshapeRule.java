package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shape that Reshape gives: -1 is inferred, 0 copies; symbols cancel before the rest is
 * divided.
 */
final class ReshapeRule {
  private ReshapeRule() {}

  static Shape apply(Movement.Reshape op, NodeFacts facts) {
    Optional<IntValues> target = facts.ints(1);
    if (target.isEmpty()) {
      Shape given = facts.shape(1);
      return given.isKnown() && given.elements() < 64
          ? facts.unknownShape((int) given.elements())
          : Shape.unranked();
    }
    Shape x = facts.shape(0);
    List<Dim> dims = new ArrayList<>();
    int inferred = -1;
    for (Dim wanted : target.get().elements()) {
      int i = dims.size();
      if (wanted.is(-1)) {
        if (inferred >= 0) {
          throw facts.fail("shape %s has -1 twice".formatted(target.get().elements()));
        }
        inferred = i;
        dims.add(Dim.of(1));
      } else if (wanted.is(0) && !op.allowZero()) {
        if (x.ranked() && i >= x.rank()) {
          throw facts.fail(
              "shape %s copies axis %d, which its input lacks"
                  .formatted(target.get().elements(), i));
        }
        dims.add(x.ranked() ? x.dim(i) : facts.unknownDim("d" + i));
      } else {
        dims.add(wanted);
      }
    }
    if (!x.ranked()) {
      if (inferred >= 0) {
        dims.set(inferred, facts.unknownDim("d" + inferred));
      }
      return Shape.of(dims);
    }
    if (inferred >= 0) {
      dims.set(inferred, rest(facts, x.dims(), dims));
    } else if (x.isKnown()
        && Shape.of(dims).isKnown()
        && x.elements() != Shape.of(dims).elements()) {
      throw facts.fail("%d elements cannot take shape %s".formatted(x.elements(), Shape.of(dims)));
    }
    return Shape.of(dims);
  }

  /** The product of {@code from} over the product of {@code taken}. */
  private static Dim rest(NodeFacts facts, List<Dim> from, List<Dim> taken) {
    List<Dim> upper = new ArrayList<>(from);
    List<Dim> lower = new ArrayList<>();
    for (Dim dim : taken) {
      if (dim.isKnown() || !upper.remove(dim)) {
        lower.add(dim);
      }
    }
    long known = product(upper);
    long divisor = product(lower);
    List<Dim> upperSymbols = upper.stream().filter(d -> !d.isKnown()).toList();
    List<Dim> lowerSymbols = lower.stream().filter(d -> !d.isKnown()).toList();
    if (upperSymbols.isEmpty() && lowerSymbols.isEmpty()) {
      if (divisor == 0) {
        return Dim.of(0);
      }
      if (known % divisor != 0) {
        throw facts.fail("%d elements do not divide by %d".formatted(known, divisor));
      }
      return Dim.of(known / divisor);
    }
    Dim result =
        divisor != 0 && known % divisor == 0
            ? Dim.of(known / divisor)
            : Dim.symbol("(" + known + "/" + divisor + ")");
    for (Dim symbol : upperSymbols) {
      result = result.times(symbol);
    }
    for (Dim symbol : lowerSymbols) {
      result = result.floorDiv(symbol);
    }
    return result;
  }

  private static long product(List<Dim> dims) {
    long product = 1;
    for (Dim dim : dims) {
      if (dim.isKnown()) {
        product = Math.multiplyExact(product, dim.size());
      }
    }
    return product;
  }
}
