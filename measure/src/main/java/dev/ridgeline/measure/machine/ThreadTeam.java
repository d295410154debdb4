package dev.ridgeline.measure.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A fixed number of platform threads, each tied to a CPU of its own where the system allows it.
 * Thread 0 leads: {@link #lead} runs work on it, and that work may call {@link #all} any number of
 * times, which runs a task on every thread at once. Between tasks the others spin for {@value
 * #SPIN_NANOS} ns, so that a hand-over takes well under a microsecond while measuring, and then
 * sleep.
 */
final class ThreadTeam implements AutoCloseable {
  static final long SPIN_NANOS = 500_000;

  private final int size;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger pinned = new AtomicInteger();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final LeadQueue leads = new LeadQueue();
  private volatile IntConsumer task = member -> {};
  private volatile boolean closed;

  /** Starts {@code cpus.size()} threads and ties thread i to {@code cpus.get(i)}. */
  ThreadTeam(List<Integer> cpus) {
    size = cpus.size();
    CountDownLatch started = new CountDownLatch(size);
    for (int member = 0; member < size; member++) {
      int index = member;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("measure-" + member)
              .start(() -> {
                if (Affinity.open().map(a -> a.pin(cpus.get(index))).orElse(false)) {
                  pinned.incrementAndGet();
                }
                started.countDown();
                serve(index);
              }));
    }
    try {
      started.await();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  int size() {
    return size;
  }

  /** Whether every thread is tied to its CPU. */
  boolean isPinned() {
    return pinned.get() == size;
  }

  /** Runs the work on thread 0 and waits for it. */
  <T> T lead(Supplier<T> work) {
    return leads.call(work);
  }

  /**
   * Runs the task on every thread, the calling one being 0, and waits; only within {@link #lead}.
   */
  void all(IntConsumer work) {
    failure.set(null);
    unfinished.set(size - 1);
    task = work;
    generation.incrementAndGet();
    for (int member = 1; member < size; member++) {
      LockSupport.unpark(threads.get(member));
    }
    work.accept(0);
    while (unfinished.get() > 0) {
      Thread.onSpinWait();
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a measuring thread failed", thrown);
    }
  }

  private void serve(int member) {
    if (member == 0) {
      leads.serve();
      return;
    }
    int seen = 0;
    while (awaitGenerationAfter(seen)) {
      seen = generation.get();
      try {
        task.accept(member);
      } catch (RuntimeException | Error e) {
        failure.set(e);
      }
      unfinished.decrementAndGet();
    }
  }

  private boolean awaitGenerationAfter(int seen) {
    long until = System.nanoTime() + SPIN_NANOS;
    while (generation.get() == seen && !closed) {
      if (System.nanoTime() < until) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    return !closed;
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while measuring", e);
  }

  @Override
  public void close() {
    closed = true;
    leads.close();
    threads.forEach(LockSupport::unpark);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }
}
