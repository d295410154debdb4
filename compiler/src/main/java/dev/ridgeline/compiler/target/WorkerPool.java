package dev.ridgeline.compiler.target;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share out the iterations of one loop at a time. The caller takes
 * part as member 0; the others are daemons that spin for {@value #SPIN_NANOS} ns after a loop and
 * then sleep. A member that wakes up too late for a loop is not waited for: the others have done
 * its share. A caller that finds the pool in use runs its loop alone. Nothing is allocated by a
 * loop.
 */
public final class WorkerPool {
  /** Long enough for the next loop of the same kernel, short enough to be unnoticed when idle. */
  static final long SPIN_NANOS = 50_000;

  /** Chunks a member takes on average: few hand-outs, yet an even end. */
  private static final int CHUNKS_PER_MEMBER = 8;

  /** Looks at the finishing members before the caller lets them have its CPU. */
  private static final int SPINS_BEFORE_SLEEP = 2000;

  private static final ConcurrentHashMap<Integer, WorkerPool> POOLS = new ConcurrentHashMap<>();

  private final List<Worker> workers = new ArrayList<>();
  private final ReentrantLock use = new ReentrantLock();
  private final AtomicInteger next = new AtomicInteger();

  /** Members other than the caller that are at work on the open loop. */
  private final AtomicInteger inside = new AtomicInteger();

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile int generation;

  /** The generation whose loop may be entered; 0 for none. */
  private volatile int open;

  private Body body = (member, from, to) -> {};
  private int extent;
  private int chunk;

  private WorkerPool(int threads) {
    for (int member = 1; member < threads; member++) {
      workers.add(new Worker(member));
    }
  }

  /** Iterations of a loop. */
  public interface Body {
    /** Runs iterations {@code from} (inclusive) to {@code to} (exclusive) as the given member. */
    void run(int member, int from, int to);
  }

  /** The pool of so many threads, the caller included; one for all kernels of this process. */
  public static WorkerPool of(int threads) {
    return POOLS.computeIfAbsent(threads, WorkerPool::new);
  }

  /**
   * Runs all iterations and returns when they have ended. What an iteration throws reaches the
   * caller; iterations not begun by then are left out.
   */
  public void run(int iterations, Body work) {
    if (workers.isEmpty() || iterations < 2 || use.isHeldByCurrentThread() || !use.tryLock()) {
      work.run(0, 0, iterations);
      return;
    }
    try {
      shareOut(iterations, work);
    } finally {
      use.unlock();
    }
  }

  private void shareOut(int iterations, Body work) {
    body = work;
    extent = iterations;
    chunk = Math.max(1, iterations / ((workers.size() + 1) * CHUNKS_PER_MEMBER));
    failure.set(null);
    next.set(0);
    int current = generation == Integer.MAX_VALUE ? 1 : generation + 1;
    open = current;
    generation = current;
    for (int i = 0; i < workers.size() && i < iterations - 1; i++) {
      workers.get(i).wake();
    }
    takePart(0);
    open = 0;
    for (int spins = 0; inside.get() > 0; spins++) {
      if (spins < SPINS_BEFORE_SLEEP) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1);
      }
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Takes chunks until none is left. The end is computed so that the counter cannot overflow. */
  private void takePart(int member) {
    try {
      int from = next.getAndAdd(chunk);
      while (from >= 0 && from < extent) {
        body.run(member, from, Math.min(extent - from, chunk) + from);
        from = next.getAndAdd(chunk);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      next.set(extent);
    }
  }

  /** One thread of the pool. */
  private final class Worker {
    private final int member;
    private final Thread thread;
    private volatile boolean asleep;

    Worker(int member) {
      this.member = member;
      this.thread = Thread.ofPlatform().daemon().name("kernel-" + member).unstarted(this::serve);
      thread.start();
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(thread);
      }
    }

    private void serve() {
      int seen = 0;
      while (true) {
        seen = awaitAfter(seen);
        // Entered before the check and left after the work, so that the caller, which closes the
        // loop before it looks who is inside, sees every member that may still work.
        inside.incrementAndGet();
        if (open == seen) {
          takePart(member);
        }
        inside.decrementAndGet();
      }
    }

    private int awaitAfter(int seen) {
      long until = System.nanoTime() + SPIN_NANOS;
      while (generation == seen) {
        if (System.nanoTime() < until) {
          Thread.onSpinWait();
          continue;
        }
        asleep = true;
        if (generation == seen) {
          LockSupport.park(this);
        }
        asleep = false;
      }
      return generation;
    }
  }
}
