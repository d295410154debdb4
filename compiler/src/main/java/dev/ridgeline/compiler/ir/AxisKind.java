package dev.ridgeline.compiler.ir;

/** What an iterator of a block does. */
public enum AxisKind {
  /** Each value writes its own elements. */
  SPATIAL,
  /** Values are folded into the same element. */
  REDUCE
}
