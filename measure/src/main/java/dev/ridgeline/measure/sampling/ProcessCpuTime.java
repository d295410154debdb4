package dev.ridgeline.measure.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * CPU time of the whole process to the nanosecond, by {@code
 * clock_gettime(CLOCK_PROCESS_CPUTIME_ID)}. The JVM's own figure steps by 10 ms, too coarse for the
 * windows of a sampler.
 */
final class ProcessCpuTime {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final StructLayout TIMESPEC =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_LONG.withName("seconds"), ValueLayout.JAVA_LONG.withName("nanos"));

  private final MethodHandle clockGettime;
  private final MemorySegment timespec;

  private ProcessCpuTime(MethodHandle clockGettime, MemorySegment timespec) {
    this.clockGettime = clockGettime;
    this.timespec = timespec;
  }

  /** The clock, or nothing where the system is not a 64-bit Linux. */
  static Optional<ProcessCpuTime> open() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    if (!linux || ValueLayout.ADDRESS.byteSize() != 8) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("clock_gettime")
        .map(symbol ->
            new ProcessCpuTime(
                linker.downcallHandle(
                    symbol,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)),
                Arena.global().allocate(TIMESPEC)));
  }

  /** CPU nanoseconds of all threads so far, negative if the call fails. */
  synchronized long nanos() {
    try {
      int status = (int) clockGettime.invokeExact(CLOCK_PROCESS_CPUTIME_ID, timespec);
      if (status != 0) {
        return -1;
      }
    } catch (Throwable t) {
      throw new IllegalStateException("clock_gettime failed", t);
    }
    return timespec.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
        + timespec.get(ValueLayout.JAVA_LONG, 8);
  }
}
