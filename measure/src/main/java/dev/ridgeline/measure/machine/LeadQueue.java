package dev.ridgeline.measure.machine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** Hands work to the one thread that serves it, and its value back. */
final class LeadQueue {
  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  <T> T call(Supplier<T> supplier) {
    CompletableFuture<T> value = new CompletableFuture<>();
    work.add(() -> {
      try {
        value.complete(supplier.get());
      } catch (RuntimeException | Error e) {
        value.completeExceptionally(e);
      }
    });
    try {
      return value.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  void serve() {
    while (!closed) {
      try {
        work.take().run();
      } catch (InterruptedException e) {
        throw ThreadTeam.interrupted(e);
      }
    }
  }

  void close() {
    closed = true;
    work.add(() -> {});
  }
}
