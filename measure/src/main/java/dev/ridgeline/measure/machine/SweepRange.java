package dev.ridgeline.measure.machine;

/**
 * How far a sweep goes: to eight times the last cache that is reported, or to 256 MiB if none is,
 * but never beyond a third of the heap or a quarter of memory.
 *
 * @param largestBytes largest working set
 * @param reachesMemory whether that is at least four times a reported last cache, so that the last
 *     plateau is main memory
 * @param explanation the same in words
 */
record SweepRange(long largestBytes, boolean reachesMemory, String explanation) {
  private static final int CACHE_TIMES = 8;
  private static final long UNKNOWN_CACHE_BYTES = 256L << 20;

  static SweepRange of(Cpu cpu) {
    long memory = MachineProbe.memoryBytes();
    long cap = Math.min(Runtime.getRuntime().maxMemory() / 3, StreamBuffer.maxBytes());
    return of(cpu.lastLevelCacheBytes(), memory == 0 ? cap : Math.min(cap, memory / 4));
  }

  static SweepRange of(long lastCacheBytes, long capBytes) {
    long wanted = lastCacheBytes == 0 ? UNKNOWN_CACHE_BYTES : CACHE_TIMES * lastCacheBytes;
    long largest = Math.max(64 << 10, Math.min(wanted, capBytes));
    boolean reaches = lastCacheBytes > 0 && largest >= 4 * lastCacheBytes;
    String explanation =
        "the sweep goes to %d MiB, %s"
            .formatted(
                largest >> 20,
                lastCacheBytes == 0
                    ? "no cache being reported; its last level may or may not be main memory"
                    : reaches
                        ? "at least four times the last cache reported, so its last level is DRAM"
                        : "held back by heap and memory below four times the last cache reported,"
                            + " so its last level may or may not be main memory");
    return new SweepRange(largest, reaches, explanation);
  }
}
