package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;

/** Copies [N, H, W, C] into the middle of a block that has zeros around it, row by row. */
final class PadCopy implements Step {
  private final ConvGeometry g;
  private final MemorySegment from;
  private final MemorySegment to;
  private final MemorySegment zeros;
  private final WorkerPool pool;
  private final WorkerPool.Body body = this::rows;

  PadCopy(ConvGeometry geometry, Block from, Block to, int threads) {
    this.g = geometry;
    this.from = from.segment();
    this.to = to.segment();
    this.zeros = MemorySegment.ofArray(new float[geometry.paddedWidth() * geometry.channels()]);
    this.pool = WorkerPool.of(threads);
  }

  @Override
  public void run() {
    pool.run(g.batch() * g.paddedHeight(), body);
  }

  private void rows(int member, int first, int end) {
    long pixel = (long) g.channels() * Float.BYTES;
    long toRow = g.paddedWidth() * pixel;
    long fromRow = g.width() * pixel;
    long left = g.padLeft() * pixel;
    for (int row = first; row < end; row++) {
      int y = row % g.paddedHeight() - g.padTop();
      long at = row * toRow;
      if (y < 0 || y >= g.height()) {
        MemorySegment.copy(zeros, 0, to, at, toRow);
        continue;
      }
      long source = (row / g.paddedHeight() * (long) g.height() + y) * fromRow;
      if (left > 0) {
        MemorySegment.copy(zeros, 0, to, at, left);
      }
      MemorySegment.copy(from, source, to, at + left, fromRow);
      long rest = toRow - left - fromRow;
      if (rest > 0) {
        MemorySegment.copy(zeros, 0, to, at + left + fromRow, rest);
      }
    }
  }
}
