package dev.ridgeline.compiler.target;

import java.util.List;

/** A parallel loop. Members of the pool other than the caller work on frames of their own. */
final class ParallelStep implements Step, WorkerPool.Body {
  private final List<Frame> frames;
  private final WorkerPool pool;
  private final HostInt extent;
  private final int slot;
  private final Step body;

  /**
   * @param frames one for each member; filled before the first run
   * @param slot that of the loop variable; those before it belong to the scopes outside
   */
  ParallelStep(List<Frame> frames, WorkerPool pool, HostInt extent, int slot, Step body) {
    this.frames = frames;
    this.pool = pool;
    this.extent = extent;
    this.slot = slot;
    this.body = body;
  }

  /** Called with the first frame, since parallel loops do not stand in one another. */
  @Override
  public void run(Frame frame) {
    pool.run(extent.of(frame), this);
  }

  @Override
  public void run(int member, int from, int to) {
    Frame own = frames.get(member);
    if (member != 0) {
      System.arraycopy(frames.getFirst().ints(), 0, own.ints(), 0, slot);
    }
    for (int i = from; i < to; i++) {
      own.ints()[slot] = i;
      body.run(own);
    }
  }
}
