package dev.ridgeline.compiler.simplify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Integers;
import dev.ridgeline.compiler.ir.ScalarType;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random index expressions keep their value at every point of their variables' ranges. */
class SimplifierPropertyTest {
  private static final List<String> NAMES = List.of("i", "j", "k");

  @Test
  void valuesStayAtAllPoints() {
    for (long seed = 1; seed <= 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] extents = {1 + random.nextInt(9), 1 + random.nextInt(6), 1 + random.nextInt(4)};
      Ranges ranges = Ranges.NONE;
      for (int n = 0; n < 3; n++) {
        ranges = ranges.withLoop(NAMES.get(n), Exprs.index(extents[n]));
      }
      Expr e = random.nextInt(3) == 0 ? condition(random, 3) : index(random, 4);
      Expr simpler = Simplifier.simplify(e, ranges);
      check(e, simpler, ranges, extents, seed);
    }
  }

  private static void check(Expr e, Expr simpler, Ranges ranges, int[] extents, long seed) {
    Interval range = ranges.of(e);
    for (int i = 0; i < extents[0]; i++) {
      for (int j = 0; j < extents[1]; j++) {
        for (int k = 0; k < extents[2]; k++) {
          Map<String, Long> point = Map.of("i", (long) i, "j", (long) j, "k", (long) k);
          long value = value(e, point);
          assertThat(value(simpler, point))
              .as("seed %d: %s as %s at %s", seed, e, simpler, point)
              .isEqualTo(value);
          assertThat(range.contains(value)).as("seed %d: %s in %s", seed, value, range).isTrue();
        }
      }
    }
  }

  @Test
  void linearFormsKeepTheValue() {
    for (long seed = 1; seed <= 5_000; seed++) {
      Expr e = index(new SplittableRandom(seed), 4);
      Expr back = LinearForm.of(e).toExpr();
      Map<String, Long> point = Map.of("i", seed % 9, "j", seed % 7, "k", seed % 5);
      assertThat(value(back, point)).as("%s as %s", e, back).isEqualTo(value(e, point));
    }
  }

  @Test
  void holdingRangesAreWhereTheConditionHolds() {
    int found = 0;
    for (long seed = 1; seed <= 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Ranges ranges = Ranges.NONE;
      for (String name : NAMES) {
        ranges = ranges.withLoop(name, Exprs.index(6));
      }
      Expr condition = comparison(random, 2);
      boolean always = random.nextBoolean();
      var range = HoldingRange.of(condition, Expr.Var.index("i"), List.of("k"), ranges, always);
      if (range.isPresent()) {
        found++;
        holding(condition, range.get(), always, seed);
      }
    }
    assertThat(found).isGreaterThan(1000);
  }

  private static void holding(Expr condition, HoldingRange range, boolean always, long seed) {
    for (long j = 0; j < 6; j++) {
      long bound = value(range.bound(), Map.of("i", -99L, "j", j, "k", -99L));
      for (long i = 0; i < 6; i++) {
        int holds = 0;
        for (long k = 0; k < 6; k++) {
          holds += (int) value(condition, Map.of("i", i, "j", j, "k", k));
        }
        boolean inside = range.upper() ? i < bound : i >= bound;
        boolean wanted = always ? holds == 6 : holds > 0;
        String what = "seed " + seed + ": " + condition + " by " + range + " at " + i + ", " + j;
        if (always) {
          assertThat(!inside || wanted).as(what).isTrue();
        } else {
          assertThat(inside || !wanted).as(what).isTrue();
        }
      }
    }
  }

  private static Expr index(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return random.nextInt(3) == 0
          ? Exprs.index(random.nextInt(-9, 20))
          : Expr.Var.index(NAMES.get(random.nextInt(3)));
    }
    Expr a = index(random, depth - 1);
    Expr b = index(random, depth - 1);
    Expr c = Exprs.index(1 + random.nextInt(8));
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Expr.Binary(BinaryOp.ADD, a, b);
      case 2 -> new Expr.Binary(BinaryOp.SUB, a, b);
      case 3, 4 -> new Expr.Binary(BinaryOp.MUL, a, c);
      case 5 -> new Expr.Binary(BinaryOp.FLOOR_DIV, a, c);
      case 6 -> new Expr.Binary(BinaryOp.FLOOR_MOD, a, c);
      case 7 -> new Expr.Binary(BinaryOp.MIN, a, b);
      case 8 -> new Expr.Binary(BinaryOp.MAX, a, b);
      default -> new Expr.Select(comparison(random, depth - 1), a, b);
    };
  }

  private static Expr comparison(SplittableRandom random, int depth) {
    List<CompareOp> all = List.of(CompareOp.values());
    CompareOp op = all.get(random.nextInt(all.size()));
    return new Expr.Compare(op, index(random, depth), index(random, depth));
  }

  private static Expr condition(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return comparison(random, 2);
    }
    BinaryOp op = random.nextInt(3) == 0 ? BinaryOp.OR : BinaryOp.AND;
    return new Expr.Binary(op, condition(random, depth - 1), condition(random, depth - 1));
  }

  private static long value(Expr e, Map<String, Long> point) {
    return switch (e) {
      case Expr.IntImm x -> x.value();
      case Expr.Var x -> java.util.Objects.requireNonNull(point.get(x.name()));
      case Expr.Binary x ->
          Integers.apply(x.op(), ScalarType.I32, value(x.a(), point), value(x.b(), point))
              .orElseThrow();
      case Expr.Compare x -> {
        int order = Long.compare(value(x.a(), point), value(x.b(), point));
        boolean holds =
            switch (x.op()) {
              case EQ -> order == 0;
              case NE -> order != 0;
              case LT -> order < 0;
              case LE -> order <= 0;
              case GT -> order > 0;
              case GE -> order >= 0;
            };
        yield holds ? 1 : 0;
      }
      case Expr.Select x ->
          value(x.condition(), point) != 0 ? value(x.then(), point) : value(x.otherwise(), point);
      default -> throw new IllegalArgumentException(e.toString());
    };
  }
}
