package dev.ridgeline.compiler.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

  @Test
  void everyIterationRunsOnce() {
    checkCounts();
  }

  private static void checkCounts() {
    for (int threads : new int[] {1, 2, 3, 5}) {
      WorkerPool pool = WorkerPool.of(threads);
      for (int n : new int[] {0, 1, 2, 3, 7, 100, 1001}) {
        for (int repeat = 0; repeat < 50; repeat++) {
          AtomicIntegerArray counts = new AtomicIntegerArray(n);
          pool.run(n, (member, from, to) -> count(counts, from, to));
          for (int i = 0; i < n; i++) {
            assertThat(counts.get(i)).isEqualTo(1);
          }
        }
      }
    }
  }

  private static void count(AtomicIntegerArray counts, int from, int to) {
    for (int i = from; i < to; i++) {
      counts.incrementAndGet(i);
    }
  }

  @Test
  void sleepersWakeUpAgain() throws InterruptedException {
    WorkerPool pool = WorkerPool.of(3);
    for (int repeat = 0; repeat < 20; repeat++) {
      Thread.sleep(2);
      AtomicIntegerArray counts = new AtomicIntegerArray(64);
      pool.run(64, (member, from, to) -> count(counts, from, to));
      for (int i = 0; i < 64; i++) {
        assertThat(counts.get(i)).isEqualTo(1);
      }
    }
  }

  @Test
  void whatAnIterationThrowsReachesTheCaller() {
    WorkerPool pool = WorkerPool.of(3);
    for (int bad = 0; bad < 64; bad++) {
      int at = bad;
      assertThatThrownBy(() ->
              pool.run(
                  64,
                  (member, from, to) -> {
                    if (from <= at && at < to) {
                      throw new ArithmeticException("iteration " + at);
                    }
                  }))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("iteration " + at);
    }
    checkCounts();
  }
}
