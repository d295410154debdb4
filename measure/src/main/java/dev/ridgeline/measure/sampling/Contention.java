package dev.ridgeline.measure.sampling;

/** Why a sample may have been slowed by something other than what is measured. */
public enum Contention {
  /** The hypervisor gave CPU time of this machine to another guest (steal time). */
  STEAL,
  /** More threads were ready to run than there are CPUs. */
  RUN_QUEUE,
  /** Other processes used the CPUs. */
  OTHER_PROCESSES,
  /** The measured threads had less CPU time than wall time. */
  PREEMPTED
}
