package dev.ridgeline.primitives.fast;

/**
 * Rows cut into blocks of one size, so that one multiplication serves all of them. The last block
 * may reach beyond the end: its last rows are computed and dropped.
 *
 * @param rows how many there are
 * @param size rows of a block
 */
record Blocks(int rows, int size) {

  /** As few as keep a block under {@code most} rows and give each thread as many, of even size. */
  static Blocks of(int rows, int most, int threads) {
    int few = Math.ceilDiv(rows, Math.max(1, most));
    int count = Math.min(rows, Math.ceilDiv(few, threads) * threads);
    return new Blocks(rows, Math.ceilDiv(rows, count));
  }

  int count() {
    return Math.ceilDiv(rows, size);
  }

  int start(int block) {
    return block * size;
  }

  /** Rows of a block that there are. */
  int length(int block) {
    return Math.min(size, rows - start(block));
  }
}
