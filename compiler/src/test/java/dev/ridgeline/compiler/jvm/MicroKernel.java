package dev.ridgeline.compiler.jvm;

import static dev.ridgeline.compiler.ir.Exprs.add;
import static dev.ridgeline.compiler.ir.Exprs.mul;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A packed gemm micro-kernel as IR: {@code rows} by {@code vectors} accumulators, {@code depth}
 * steps; A by {@code rows} and B by {@code vectors * lanes} per step, C dense.
 */
record MicroKernel(int rows, int vectors, int lanes) {
  private ValueType type() {
    return new ValueType(ScalarType.F32, lanes);
  }

  private Expr.Var acc(int i, int v) {
    return new Expr.Var("acc" + i + "_" + v, type());
  }

  private int width() {
    return vectors * lanes;
  }

  /** {@code kernel(A, B, C; ao, bo, co, ldc, depth)}: C is overwritten. */
  Program program(int depth) {
    Buffer a = Flat.buffer("A", DType.F32, depth * rows);
    Buffer b = Flat.buffer("B", DType.F32, depth * width());
    Buffer c = Flat.buffer("C", DType.F32, rows * width());
    Expr.Var k = Flat.var("k");
    List<Stmt> step = new ArrayList<>();
    List<Stmt> end = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      for (int v = 0; v < vectors; v++) {
        Expr left =
            new Expr.Broadcast(Exprs.load(a, add(add(Flat.var("ao"), mul(k, rows)), i)), lanes);
        Expr right =
            Exprs.load(
                b,
                new Expr.Ramp(
                    add(add(Flat.var("bo"), mul(k, width())), (long) v * lanes), 1, lanes));
        step.add(new Stmt.Assign(acc(i, v), new Expr.Fma(left, right, acc(i, v))));
        Expr row = mul(Exprs.index(i), Flat.var("ldc"));
        Expr at = add(add(Flat.var("co"), row), (long) v * lanes);
        end.add(new Stmt.Store(c, List.of(new Expr.Ramp(at, 1, lanes)), acc(i, v)));
      }
    }
    List<Stmt> all = new ArrayList<>();
    all.add(Flat.loop("k", Flat.var("depth"), Stmt.Sequence.of(step)));
    all.addAll(end);
    Stmt body = Stmt.Sequence.of(all);
    for (int i = rows - 1; i >= 0; i--) {
      for (int v = vectors - 1; v >= 0; v--) {
        Expr zero = new Expr.Broadcast(Exprs.number(ScalarType.F32, 0), lanes);
        body = new Stmt.Define(acc(i, v), zero, body);
      }
    }
    List<Expr.Var> scalars =
        List.of(Flat.var("ao"), Flat.var("bo"), Flat.var("co"), Flat.var("ldc"), Flat.var("depth"));
    Function f = new Function("kernel", List.of(a, b, c), scalars, body);
    Stmt call =
        new Stmt.Call(
            "kernel",
            List.of(a, b, c),
            List.of(
                Exprs.index(0),
                Exprs.index(0),
                Exprs.index(0),
                Exprs.index(width()),
                Exprs.index(depth)));
    return new Program("micro", List.of(a, b), List.of(c), List.of(), List.of(f), call);
  }
}
