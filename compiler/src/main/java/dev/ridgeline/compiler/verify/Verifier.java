package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.List;
import java.util.Optional;

/**
 * Checks a program: the grammar of its level, names, types, bounds, index arithmetic, writes to
 * inputs, races, calls.
 *
 * <p>Bounds and races are shown by ranges and sums first; what that leaves open is run on zeros, as
 * far as {@link Effort} says. Loads that a scalar select leaves out do not count. A program of
 * level FLAT without functions is flat code on its way: allocations, loops of every kind and math
 * functions may still stand in it.
 *
 * <p><b>Limits</b>: indices and conditions that depend on what is in memory are followed for zeros
 * only.
 */
public final class Verifier {
  private static final double QUICK_POINTS = 1 << 16;
  private static final double EXACT_POINTS = 1 << 24;

  private Verifier() {}

  /**
   * Checks with {@link Effort#QUICK}.
   *
   * @throws InvalidProgram if the program breaks a rule
   */
  public static void check(Program p, Level level) {
    check(p, level, Effort.QUICK);
  }

  /**
   * Checks a program.
   *
   * @throws InvalidProgram if the program breaks a rule, and with {@link Effort#EXACT} if it cannot
   *     be shown that it does not
   */
  public static void check(Program program, Level level, Effort effort) {
    StatementRules.check(program, level);
    Program p = PrivateBuffers.placed(program);
    Stmt body = Inlining.body(p);
    String name = "program " + p.name();
    Optional<InvalidProgram> open = Bounds.unproven(body, level == Level.FLAT, name);
    List<Stmt.Loop> loops = Races.unproven(body, name);
    if (open.isEmpty() && loops.isEmpty()) {
      return;
    }
    double points = Bounds.points(body, Ranges.NONE);
    double elements = p.buffers().stream().mapToDouble(Buffer::span).sum();
    double limit = effort == Effort.EXACT ? EXACT_POINTS : QUICK_POINTS;
    if (Math.max(points, elements) <= limit) {
      Enumeration.bounds(p, level);
      loops.forEach(loop -> Enumeration.races(p, level, loop));
    } else if (effort == Effort.EXACT) {
      throw open.map(
              o -> new InvalidProgram(Rule.UNPROVEN, detail(o, points), o.place(), o.statement()))
          .orElseGet(() -> unprovenRace(name, loops.getFirst(), points));
    }
  }

  private static String detail(InvalidProgram open, double points) {
    return open.getMessage() + "; too many points to run (%.3g)".formatted(points);
  }

  private static InvalidProgram unprovenRace(String name, Stmt.Loop loop, double points) {
    return new InvalidProgram(
        Rule.UNPROVEN,
        "iterations of '%s' may touch what another one writes; too many points to run (%.3g)"
            .formatted(loop.var().name(), points),
        name,
        "");
  }
}
