package dev.ridgeline.compiler.ir;

import java.util.List;

/**
 * A piece of code that a target compiles as one function. Its buffers never overlap one another.
 *
 * @param name unique in the program
 * @param buffers memory that it reads and writes, given by the caller, addressed flat
 * @param scalars i32 values given by the caller
 * @param body statements of level FLAT without parallel loops
 */
public record Function(String name, List<Buffer> buffers, List<Expr.Var> scalars, Stmt body) {
  public Function {
    buffers = List.copyOf(buffers);
    scalars = List.copyOf(scalars);
  }
}
