package dev.ridgeline.measure.sampling;

/**
 * What the system was doing at one instant; counters grow, so two snapshots judge the time between.
 *
 * @param wallNanos monotonic time
 * @param ownCpuNanos CPU time of this process so far, negative if unknown
 * @param busyCpuNanos time that all CPUs together spent on anything (user, nice, system,
 *     interrupts) so far, negative if unknown
 * @param stealNanos time that the hypervisor withheld so far, negative if unknown
 * @param runnable threads that are running or ready to run now, negative if unknown
 */
record LoadSnapshot(
    long wallNanos, long ownCpuNanos, long busyCpuNanos, long stealNanos, int runnable) {}
