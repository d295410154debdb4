package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.lower.Flatten;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One access of a block, to be evaluated at every point of the loops around it: the proof of last
 * resort where the linear one fails.
 */
final class Points {
  /** More points than this are not looked at. */
  static final long MOST = 1L << 24;

  /** What is done at a point: the values of the loops, outermost first, and the element there. */
  @FunctionalInterface
  interface Visitor {
    /** False to stop. */
    boolean visit(int[] point, int element);
  }

  private final Buffer buffer;
  private final int[] extents;
  private final IndexCode predicate;
  private final IndexCode element;

  private Points(Buffer buffer, int[] extents, IndexCode predicate, IndexCode element) {
    this.buffer = buffer;
    this.extents = extents;
    this.predicate = predicate;
    this.element = element;
  }

  /**
   * An access at indices over loop variables, under a condition; empty where there are too many
   * points or an index needs more than the loops.
   */
  static Optional<Points> of(
      List<Stmt.Loop> loops, Expr predicate, Buffer buffer, List<Expr> indices) {
    int[] extents = new int[loops.size()];
    long points = 1;
    List<String> variables = new ArrayList<>();
    for (int n = 0; n < extents.length; n++) {
      if (!(loops.get(n).extent() instanceof Expr.IntImm imm)) {
        return Optional.empty();
      }
      extents[n] = (int) imm.value();
      points *= extents[n];
      if (points > MOST) {
        return Optional.empty();
      }
      variables.add(loops.get(n).var().name());
    }
    Optional<IndexCode> condition = IndexCode.of(predicate, variables);
    Optional<IndexCode> element = IndexCode.of(Flatten.index(buffer, indices), variables);
    return condition.flatMap(c -> element.map(e -> new Points(buffer, extents, c, e)));
  }

  /** Dimensions of the buffer. */
  int rank() {
    return buffer.rank();
  }

  /** Elements of the buffer. */
  int span() {
    return buffer.span();
  }

  /** Number of loops. */
  int size() {
    return extents.length;
  }

  int extent(int place) {
    return extents[place];
  }

  /**
   * Visits the points where the predicate holds and the first {@code depth} loops are as {@code
   * point} says, in order of execution; false if stopped.
   */
  boolean each(int[] point, int depth, Visitor visitor) {
    if (depth == extents.length) {
      return predicate.at(point) == 0 || visitor.visit(point, (int) element.at(point));
    }
    for (int i = 0; i < extents[depth]; i++) {
      point[depth] = i;
      if (!each(point, depth + 1, visitor)) {
        return false;
      }
    }
    return true;
  }
}
