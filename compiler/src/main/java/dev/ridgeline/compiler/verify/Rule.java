package dev.ridgeline.compiler.verify;

/** What a program can break. */
public enum Rule {
  /** Every name is defined around its use, once. */
  SCOPE,
  /** Operations, stores and conditions have the types that they take. */
  TYPE,
  /** An access has one index a dimension; flat: one. */
  RANK,
  /** Only statements and operations of the level stand in the program. */
  LEVEL,
  /** Blocks: indices in the block's own iterators, no reduce iterator among them. */
  BLOCK,
  /** Accesses stay within their buffers, iterators within their extents. */
  BOUNDS,
  /** Index arithmetic stays within i32. */
  OVERFLOW,
  /** Inputs are only read. */
  WRITE,
  /** Iterations that run at once do not touch what another one writes. */
  RACE,
  /** The lanes of a store write different elements. */
  LANES,
  /** Calls fit the functions that they call. */
  CALL,
  /** No register buffer is left where code is made. */
  REGISTER,
  /** Nothing is divided by zero. */
  EXECUTION,
  /** What cannot be shown is refused where exactness is asked for. */
  UNPROVEN
}
