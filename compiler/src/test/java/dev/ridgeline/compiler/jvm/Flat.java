package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** Builds small programs of level FLAT by hand. */
final class Flat {
  private Flat() {}

  static Buffer buffer(String name, DType dtype, int elements) {
    return Buffer.dense(name, dtype, List.of(elements), Scope.PARAMETER);
  }

  static Expr.Var var(String name) {
    return Expr.Var.index(name);
  }

  /** {@code base, base + 1, ...}, or the index itself for one lane. */
  static Expr lanes(Expr base, int lanes) {
    return lanes == 1 ? base : new Expr.Ramp(base, 1, lanes);
  }

  static Expr splat(Expr value, int lanes) {
    return lanes == 1 ? value : new Expr.Broadcast(value, lanes);
  }

  /** A loop; a null-free shorthand for a serial one. */
  static Stmt loop(String var, Expr extent, Stmt body) {
    return Stmt.Loop.serial(var(var), extent, body);
  }

  static Stmt loop(String var, int extent, Stmt body) {
    return loop(var, Exprs.index(extent), body);
  }

  /** A program of one function that its body calls once. */
  static Program program(List<Buffer> inputs, List<Buffer> outputs, Stmt body) {
    List<Buffer> all = new ArrayList<>(inputs);
    all.addAll(outputs);
    Function f = new Function("f", all, List.of(), body);
    return new Program(
        "p", inputs, outputs, List.of(), List.of(f), new Stmt.Call("f", all, List.of()));
  }
}
