package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Integers;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.target.FunctionCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GemmTemplateTest {
  static void host(
      Stmt s, Map<String, float[]> mem, Map<String, Integer> env, Map<String, FunctionCode> code) {
    switch (s) {
      case Stmt.Sequence x -> x.statements().forEach(p -> host(p, mem, env, code));
      case Stmt.Allocate x -> {
        mem.computeIfAbsent(x.buffer().name(), n -> new float[x.buffer().span()]);
        host(x.body(), mem, env, code);
      }
      case Stmt.Loop x -> {
        int n = (int) ev(x.extent(), env);
        for (int i = 0; i < n; i++) {
          env.put(x.var().name(), i);
          host(x.body(), mem, env, code);
        }
      }
      case Stmt.Call c -> {
        Object[] b =
            c.buffers().stream()
                .map(q -> (Object) Objects.requireNonNull(mem.get(q.name())))
                .toArray();
        int[] v = c.scalars().stream().mapToInt(e -> (int) ev(e, env)).toArray();
        Objects.requireNonNull(code.get(c.function())).call(b, v);
      }
      default -> throw new IllegalStateException(s.toString());
    }
  }

  static long ev(Expr e, Map<String, Integer> env) {
    return switch (e) {
      case Expr.IntImm i -> i.value();
      case Expr.Var v -> Objects.requireNonNull(env.get(v.name()));
      case Expr.Binary b ->
          Integers.apply(b.op(), ScalarType.I32, ev(b.a(), env), ev(b.b(), env)).getAsLong();
      default -> throw new IllegalStateException(e.toString());
    };
  }

  @Test
  void everyRungEqualsTheDefinitionAtOddSizes() {
    for (Gemm op : List.of(Gemm.of(37, 45, 29), Gemm.of(1, 17, 5), Gemm.of(101, 33, 400))) {
      for (Rung rung : GemmTemplate.ladder(op, TargetTraits.of("jvm", 32, 1))) {
        assertThat(worstError(op, rung)).as(op.shape() + " " + rung.name()).isLessThan(1e-4);
      }
    }
  }

  private static double worstError(Gemm op, Rung rung) {
    SplittableRandom random = new SplittableRandom(1);
    float[] a = new float[op.m() * op.k()];
    float[] b = new float[op.k() * op.n()];
    float[] c = new float[op.m() * op.n()];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = (float) random.nextDouble(-1, 1);
    }
    Program flat = Lowering.lower(rung.schedule().program());
    Map<String, float[]> memory = new HashMap<>(Map.of("A", a, "B", b, "C", c));
    host(flat.body(), memory, new HashMap<>(), new JvmTarget().compile(flat));
    double worst = 0;
    for (int i = 0; i < op.m(); i++) {
      for (int j = 0; j < op.n(); j++) {
        double sum = 0;
        for (int p = 0; p < op.k(); p++) {
          sum += (double) a[i * op.k() + p] * b[p * op.n() + j];
        }
        worst = Math.max(worst, Math.abs(sum - c[i * op.n() + j]));
      }
    }
    return worst;
  }
}
