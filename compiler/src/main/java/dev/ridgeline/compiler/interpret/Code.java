package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Scope;

/** The closures that a program becomes. Each works on the frame that it is given. */
final class Code {
  private Code() {}

  /** An integer (sign-extended) or a boolean (0 or 1). */
  interface Integral {
    long eval(Frame f);
  }

  /** A float; those of f32 are values that f32 has. */
  interface Real {
    double eval(Frame f);
  }

  /** A statement. */
  interface Action {
    void run(Frame f);
  }

  /**
   * The state of one run.
   *
   * @param ints values of integer variables by slot
   * @param floats values of float variables by slot
   * @param arrays memory of buffers by slot
   * @param written which elements were written, by slot; empty for buffers that are not watched
   */
  record Frame(long[] ints, double[] floats, Object[] arrays, boolean[][] written) {
    private static final boolean[] UNWATCHED = {};

    Frame(int ints, int floats, int buffers) {
      this(new long[ints], new double[floats], new Object[buffers], new boolean[buffers][]);
      java.util.Arrays.fill(written, UNWATCHED);
    }
  }

  /** Whether reads of a buffer are held to what was written before. */
  static boolean watched(Unwritten unwritten, Scope scope, boolean output) {
    return switch (unwritten) {
      case READABLE -> false;
      case FORBIDDEN -> scope != Scope.PARAMETER;
      case FORBIDDEN_IN_OUTPUTS -> scope != Scope.PARAMETER || output;
    };
  }
}
