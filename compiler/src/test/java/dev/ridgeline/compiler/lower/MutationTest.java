package dev.ridgeline.compiler.lower;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.interpret.InterpretationError;
import dev.ridgeline.compiler.interpret.Interpreter;
import dev.ridgeline.compiler.interpret.Unwritten;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What every pass makes is broken in one place, in turn: the comparison of values finds it. */
class MutationTest {
  private static final int M = 7;
  private static final int N = 19;
  private static final int K = 11;

  /** A way to break a program. */
  private enum Kind {
    LONGER_LOOP,
    SHORTER_LOOP,
    NO_CONDITION,
    NO_STORE,
    WRONG_OFFSET,
    NO_FOLD
  }

  /** Breaks the n-th place that can be broken in a way. */
  private static final class Mutant extends Rewriter {
    private final Kind kind;
    private int left;
    private boolean done;

    Mutant(Kind kind, int place) {
      this.kind = kind;
      left = place;
    }

    private boolean here(Kind k) {
      boolean hit = kind == k && left-- == 0;
      done |= hit;
      return hit;
    }

    @Override
    protected Stmt loop(Stmt.Loop s) {
      int by = here(Kind.LONGER_LOOP) ? 1 : here(Kind.SHORTER_LOOP) ? -1 : 0;
      Stmt.Loop x = (Stmt.Loop) super.loop(s);
      return by == 0
          ? x
          : new Stmt.Loop(x.var(), Exprs.add(x.extent(), by), x.kind(), x.partition(), x.body());
    }

    @Override
    protected Stmt condition(Stmt.If s) {
      return here(Kind.NO_CONDITION) ? stmt(s.then()) : super.condition(s);
    }

    @Override
    protected Stmt store(Stmt.Store s) {
      if (here(Kind.NO_STORE)) {
        return Stmt.Sequence.EMPTY;
      }
      Stmt.Store x = (Stmt.Store) super.store(s);
      if (here(Kind.WRONG_OFFSET)) {
        List<Expr> indices = new ArrayList<>(x.indices());
        indices.set(0, shifted(indices.getFirst()));
        return new Stmt.Store(x.buffer(), indices, x.value(), x.active());
      }
      return x;
    }

    private static Expr shifted(Expr index) {
      return index instanceof Expr.Ramp r
          ? new Expr.Ramp(Exprs.add(r.base(), 1), r.stride(), r.lanes())
          : Exprs.add(index, 1);
    }

    @Override
    protected Stmt block(Stmt.Block s) {
      if (here(Kind.NO_STORE)) {
        return Stmt.Sequence.EMPTY;
      }
      return s;
    }

    @Override
    protected Stmt assign(Stmt.Assign s) {
      return here(Kind.NO_FOLD) ? Stmt.Sequence.EMPTY : super.assign(s);
    }
  }

  private static Schedule schedule(boolean relu) {
    var c = new ComputationBuilder("p");
    Buffer a = c.input("A", DType.F32, M, K);
    Buffer b = c.input("B", DType.F32, K, N);
    var i = axis("i", M);
    var j = axis("j", N);
    var k = axis("k", K);
    Buffer m =
        c.reduce(
            "C",
            Combiner.SUM,
            List.of(i, j),
            List.of(k),
            new Expr.Binary(BinaryOp.MUL, at(a, i, k), at(b, k, j)));
    if (relu) {
      Expr zero = Exprs.number(dev.ridgeline.compiler.ir.ScalarType.F32, -0.5);
      c.compute("R", List.of(i, j), new Expr.Binary(BinaryOp.MAX, at(m, i, j), zero));
      return Schedule.of(c.build("R"));
    }
    return Schedule.of(c.build("C"));
  }

  private static List<Schedule> schedules() {
    Schedule tiled = schedule(false).split("i", 2).split("j", 8);
    tiled.reorder("i_o", "j_o", "k", "i_i", "j_i").unroll("i_i").vectorize("j_i");
    Schedule moved = schedule(true).split("i_R", 3).computeAt("C", "i_R_o");
    return List.of(schedule(false), tiled, moved);
  }

  @Test
  void whatPassesMakeCannotBeBrokenUnseen() {
    float[] a = random(M * K, 1);
    float[] b = random(K * N, 2);
    List<String> missed = new ArrayList<>();
    Map<Kind, Integer> mutants = new EnumMap<>(Kind.class);
    for (Schedule s : schedules()) {
      for (Lowering.Step step : Lowering.steps(s.program())) {
        Level level = step.level();
        float[] wanted = run(step.program(), level, a, b);
        for (Kind kind : Kind.values()) {
          mutants.merge(kind, mutate(step, kind, level, wanted, a, b, missed), Integer::sum);
        }
      }
    }
    int all = mutants.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(mutants.values()).doesNotContain(0);
    assertThat(all).isGreaterThan(200);
    for (Kind kind : Kind.values()) {
      int made = mutants.getOrDefault(kind, 0);
      long unseen = missed.stream().filter(x -> x.contains(kind.name())).count();
      assertThat(unseen)
          .as("%s of %d: %s", kind, made, missed)
          .isLessThanOrEqualTo((long) (equivalent(kind) * made));
    }
  }

  /**
   * The share that may change nothing: a loop under a condition may run on, a loop of no iterations
   * may lose one, a condition may keep elements from being computed that nobody reads, or keep a
   * thread from elements of another, which a run on one thread does not show.
   */
  private static double equivalent(Kind kind) {
    return switch (kind) {
      case LONGER_LOOP -> 0.25;
      case SHORTER_LOOP -> 0.13;
      case NO_CONDITION -> 0.22;
      case NO_STORE, WRONG_OFFSET, NO_FOLD -> 0;
    };
  }

  private static int mutate(
      Lowering.Step step,
      Kind kind,
      Level level,
      float[] wanted,
      float[] a,
      float[] b,
      List<String> missed) {
    for (int place = 0; ; place++) {
      Mutant mutant = new Mutant(kind, place);
      Program broken = mutant.program(step.program());
      if (!mutant.done) {
        return place;
      }
      try {
        if (java.util.Arrays.equals(run(broken, level, a, b), wanted)) {
          missed.add(step.pass() + " " + kind + " " + place);
        }
      } catch (InterpretationError e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  private static float[] run(Program p, Level level, float[] a, float[] b) {
    float[] c = new float[M * N];
    java.util.Arrays.fill(c, 1e9f);
    Map<String, Object> memory = Map.of("A", a, "B", b, p.outputs().getFirst().name(), c);
    Interpreter.of(p, level, Unwritten.FORBIDDEN_IN_OUTPUTS).run(memory);
    return c;
  }

  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }
}
