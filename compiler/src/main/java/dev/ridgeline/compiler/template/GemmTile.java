package dev.ridgeline.compiler.template;

/**
 * The results that a kernel keeps in registers.
 *
 * @param rows of C
 * @param vectors a row
 * @param lanes a vector, a power of 2
 */
record GemmTile(int rows, int vectors, int lanes) {
  int columns() {
    return vectors * lanes;
  }
}
