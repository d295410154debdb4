package dev.ridgeline.primitives.multiply;

import java.util.Arrays;

/** Parts of matrices set to zero. */
final class Fills {
  private Fills() {}

  static void zero(int rows, int columns, float[] values, int offset, int lead) {
    for (int i = 0; i < rows; i++) {
      Arrays.fill(values, offset + i * lead, offset + i * lead + columns, 0f);
    }
  }
}
