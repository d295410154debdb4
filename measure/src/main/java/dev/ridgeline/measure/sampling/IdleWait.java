package dev.ridgeline.measure.sampling;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Waits until the process's CPU time stops rising: until within {@value #INTERVAL_MILLIS} ms all
 * its threads together used at most {@value #IDLE_SHARE} of one CPU. The idle threads of an
 * engine's pool spin for a while before they sleep, and compilers of the JVM work on after a
 * warm-up; what is measured next would pay for both.
 *
 * @param waitedMillis how long it waited
 * @param idle whether the process became idle; if not, the time was up, or its CPU time is not
 *     known here
 */
public record IdleWait(double waitedMillis, boolean idle) {
  static final long INTERVAL_MILLIS = 10;
  static final double IDLE_SHARE = 0.1;

  /** Waits for this process, at most this long. */
  public static IdleWait await(Duration atMost) {
    Optional<ProcessCpuTime> cpu = ProcessCpuTime.open();
    if (cpu.isEmpty()) {
      return new IdleWait(0, false);
    }
    return await(
        atMost,
        Clock.system(),
        cpu.get()::nanos,
        () -> LockSupport.parkNanos(INTERVAL_MILLIS * 1_000_000));
  }

  static IdleWait await(Duration atMost, Clock clock, LongSupplier cpuNanos, Runnable pause) {
    long begin = clock.nanos();
    while (true) {
      long from = clock.nanos();
      long cpu = cpuNanos.getAsLong();
      pause.run();
      long used = cpuNanos.getAsLong() - cpu;
      long now = clock.nanos();
      boolean idle = cpu >= 0 && used <= IDLE_SHARE * (now - from);
      if (idle || now - begin >= atMost.toNanos()) {
        return new IdleWait((now - begin) / 1e6, idle);
      }
    }
  }
}
