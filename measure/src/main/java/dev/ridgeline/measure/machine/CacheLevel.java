package dev.ridgeline.measure.machine;

/**
 * A cache as the system reports it; shown beside what is measured, never used to find levels.
 *
 * @param level 1, 2, ...
 * @param type {@code Data}, {@code Instruction} or {@code Unified}
 * @param bytes size of one such cache
 * @param sharedByCpus logical CPUs that share it
 */
public record CacheLevel(int level, String type, long bytes, int sharedByCpus) {}
