package dev.ridgeline.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.core.tensor.DType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, vectors live in registers: a call allocates nothing as long as its vectors are
 * whole. Whatever operation the JIT has no instruction for on this machine makes objects, and is
 * found here.
 */
class AllocationTest {
  private static final int ELEMENTS = 64;
  private static final int CALLS = 2000;

  /** Longest wait for the compiler, on a machine that is busy with other things. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final int ATTEMPTS = 3;

  private final List<String> allocating = new ArrayList<>();

  @Test
  void theCommonOperationsAllocateNothing() {
    Expr one = Flat.splat(Exprs.number(ScalarType.F32, 1), 8);
    hot("fma and max", DType.F32, DType.F32, 8, x -> new Expr.Fma(x, x, max(x, one)));
    assertThat(allocating).isEmpty();
  }

  private static Expr max(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.MAX, a, b);
  }

  @Test
  @Tag("slow")
  void everyOperationAllocatesNothing() {
    for (DType dtype : List.of(DType.F32, DType.F64, DType.I32, DType.I64)) {
      int bytes = dtype.bits() / 8;
      for (int lanes = 1; lanes * bytes <= new JvmTarget().vectorBytes(); lanes *= 2) {
        if (lanes == 1 || lanes * bytes >= 8) {
          operations(dtype, lanes);
        }
      }
    }
    for (DType narrow : List.of(DType.I8, DType.U8, DType.I16)) {
      for (int lanes : new int[] {2, 4, 8}) {
        hot(narrow + " and back", narrow, narrow, lanes, x -> new Expr.Binary(BinaryOp.ADD, x, x));
      }
    }
    assertThat(allocating).isEmpty();
  }

  private void operations(DType dtype, int lanes) {
    for (UnaryOp op : UnaryOp.values()) {
      if (op.isPrimitive() && Reference.has(op, dtype)) {
        hot(op.toString(), dtype, dtype, lanes, x -> new Expr.Unary(op, x));
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      if (Reference.has(op, dtype)) {
        Expr three = Flat.splat(Exprs.number(ScalarType.loadedFrom(dtype), 3), lanes);
        hot(op.toString(), dtype, dtype, lanes, x -> new Expr.Binary(op, x, three));
      }
    }
    for (DType to : List.of(DType.F32, DType.F64, DType.I32, DType.I64)) {
      int width = lanes * to.bits() / 8;
      if (width <= new JvmTarget().vectorBytes() && (lanes == 1 || width >= 8)) {
        ScalarType type = ScalarType.loadedFrom(to);
        hot("cast", dtype, to, lanes, x -> new Expr.Cast(type, x));
        Expr one = Flat.splat(Exprs.number(type, 1), lanes);
        Expr two = Flat.splat(Exprs.number(type, 2), lanes);
        Expr three = Flat.splat(Exprs.number(ScalarType.loadedFrom(dtype), 3), lanes);
        if (lanes == 2) {
          continue; // The JIT has no masks of 2 lanes.
        }
        hot("select", dtype, to, lanes, x -> new Expr.Select(Exprs.lt(x, three), one, two));
      }
    }
  }

  /** Notes it if a hot call still allocates. */
  private void hot(String what, DType from, DType to, int lanes, UnaryOperator<Expr> value) {
    Buffer in = Flat.buffer("in", from, ELEMENTS);
    Buffer out = Flat.buffer("out", to, ELEMENTS);
    Expr base = Exprs.mul(Flat.var("i"), lanes);
    Expr active = new Expr.Binary(BinaryOp.SUB, Exprs.index(ELEMENTS), base);
    List<Expr> at = List.of(Flat.lanes(base, lanes));
    Expr x = new Expr.Load(in, at, active);
    Stmt body =
        Flat.loop(
            "i", (ELEMENTS + lanes - 1) / lanes, new Stmt.Store(out, at, value.apply(x), active));
    Object[] buffers = {Values.array(from, ELEMENTS), Values.array(to, ELEMENTS)};
    long bytes = Long.MAX_VALUE;
    // Now and then the JIT makes worse code of one class than of the next one like it.
    for (int attempt = 0; attempt < ATTEMPTS && bytes > 0; attempt++) {
      Program program = Flat.program(List.of(in), List.of(out), body);
      bytes = allocated(List.copyOf(new JvmTarget().compile(program).values()).getFirst(), buffers);
    }
    if (bytes > 0) {
      allocating.add("%s, %s to %s, %d lanes: %d bytes".formatted(what, from, to, lanes, bytes));
    }
  }

  /** The fewest bytes of a batch of calls, tried until it is 0. */
  private static long allocated(FunctionCode code, Object[] buffers) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] scalars = {};
    long least = Long.MAX_VALUE;
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (least > 0 && System.nanoTime() < until) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        code.call(buffers, scalars);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
