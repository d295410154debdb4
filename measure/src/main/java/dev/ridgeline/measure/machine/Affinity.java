package dev.ridgeline.measure.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ties threads to CPUs by {@code sched_setaffinity}, where the system is Linux. */
final class Affinity {
  /** Bytes of a CPU mask: room for 8,192 CPUs. */
  private static final int MASK_BYTES = 1_024;

  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);

  private final MethodHandle set;
  private final MethodHandle get;

  private Affinity(MethodHandle set, MethodHandle get) {
    this.set = set;
    this.get = get;
  }

  /** The system's calls, or nothing where it has none. */
  static Optional<Affinity> open() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    if (!linux) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> set = linker.defaultLookup().find("sched_setaffinity");
    Optional<MemorySegment> get = linker.defaultLookup().find("sched_getaffinity");
    return set.flatMap(s ->
        get.map(g ->
            new Affinity(
                linker.downcallHandle(s, SIGNATURE), linker.downcallHandle(g, SIGNATURE))));
  }

  /** CPUs that the calling thread may run on, in ascending order; empty if the call fails. */
  List<Integer> allowedCpus() {
    List<Integer> cpus = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, 8);
      if (call(get, mask) < 0) {
        return cpus;
      }
      for (int cpu = 0; cpu < MASK_BYTES * 8; cpu++) {
        if ((mask.get(ValueLayout.JAVA_BYTE, cpu / 8) >> (cpu % 8) & 1) != 0) {
          cpus.add(cpu);
        }
      }
    }
    return cpus;
  }

  /** Ties the calling thread to the CPU; whether the system agreed. */
  boolean pin(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, 8);
      mask.set(ValueLayout.JAVA_BYTE, cpu / 8, (byte) (1 << (cpu % 8)));
      return call(set, mask) == 0;
    }
  }

  private static int call(MethodHandle function, MemorySegment mask) {
    try {
      return (int) function.invokeExact(0, (long) MASK_BYTES, mask);
    } catch (Throwable t) {
      throw new IllegalStateException("the affinity call failed", t);
    }
  }
}
