package dev.ridgeline.primitives.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that share out blocks. The caller is member 0; a crew of one is the caller alone. Handing
 * over takes some 20 microseconds, little against a block.
 */
final class Crew {
  private static final ConcurrentHashMap<Integer, Crew> CREWS = new ConcurrentHashMap<>();

  private final int size;
  private final ExecutorService others;

  private Crew(int size) {
    this.size = size;
    this.others =
        Executors.newFixedThreadPool(
            Math.max(1, size - 1), Thread.ofPlatform().daemon().name("conv-", 1).factory());
  }

  /** What one member does with one block. */
  interface Task {
    void run(int member, int block);
  }

  /** The crew of so many threads, one for all convolutions of the process. */
  static Crew of(int size) {
    return CREWS.computeIfAbsent(size, Crew::new);
  }

  /** Runs the task once for each block from 0 to {@code blocks - 1}, and waits for all. */
  void run(int blocks, Task task) {
    int members = Math.min(size, blocks);
    if (members == 1) {
      for (int block = 0; block < blocks; block++) {
        task.run(0, block);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int m = 1; m < members; m++) {
      int member = m;
      running.add(others.submit(() -> work(member, next, blocks, task)));
    }
    work(0, next, blocks, task);
    running.forEach(Crew::await);
  }

  private static void work(int member, AtomicInteger next, int blocks, Task task) {
    for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
      task.run(member, block);
    }
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a convolution ran", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread of a convolution failed", e.getCause());
    }
  }
}
