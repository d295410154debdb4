package dev.ridgeline.compiler.ir;

/** Where a buffer lives. */
public enum Scope {
  /** Given by the caller: an input or an output. */
  PARAMETER,
  /** Memory of the program itself. */
  INTERNAL,
  /** Small and indexed by constants once loops are unrolled: becomes locals. */
  REGISTER,
  /** Memory shared by the threads of a GPU's work group. */
  SHARED;

  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
