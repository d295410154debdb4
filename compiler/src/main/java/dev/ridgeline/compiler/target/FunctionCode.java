package dev.ridgeline.compiler.target;

/**
 * The compiled code of one {@link dev.ridgeline.compiler.ir.Function}. Safe for use by several
 * threads at once on different memory. It does not check that the buffers are as long as the
 * function takes them to be; the host executor does.
 */
public interface FunctionCode {
  /**
   * Runs the function. Allocates nothing.
   *
   * @param buffers one for each buffer of the function, in the memory that the target computes on
   * @param scalars one for each scalar of the function
   */
  void call(Object[] buffers, int[] scalars);
}
