package dev.ridgeline.compiler.template;

import java.util.Locale;

/** The ways to compute a matrix product; {@link GemmChoice} says which one a shape gets. */
enum GemmVariant {
  /** The loops of the definition. */
  DEFINITION,
  /** Products of one element of A and one of B, nothing to sum: rows of B times elements of A. */
  OUTER,
  /** A vector times a matrix whose rows are added up, a few rows in one pass over the result. */
  ROWS,
  /** A matrix times a vector, both walked along the sum, which is added up in lanes. */
  DOTS,
  /** Register tiles that read A and B where they are. */
  DIRECT,
  /** Register tiles over one panel of B after the other, each copied just before. */
  PANELS,
  /** Register tiles; B is copied to panels first, A is read where it is. */
  PACK_B,
  /** Register tiles; both are copied to panels, in blocks that fit the caches. */
  PACK_BOTH;

  /** As it is printed: {@code pack-b}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
