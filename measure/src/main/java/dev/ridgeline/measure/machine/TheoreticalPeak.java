package dev.ridgeline.measure.machine;

/**
 * A peak computed from the microarchitecture and a clock rate: cores used x FLOP a cycle x rate.
 *
 * @param dtype {@code f32} or {@code f64}
 * @param mix the instructions
 * @param threads threads, of which those that share a core count once
 * @param flopPerCycle FLOP a cycle and core
 * @param clock source of the clock rate, see {@link ClockFigure}
 * @param gigahertz clock rate
 * @param gflops the peak, 10^9 FLOP/s
 */
public record TheoreticalPeak(
    String dtype,
    Mix mix,
    int threads,
    int flopPerCycle,
    String clock,
    double gigahertz,
    double gflops) {}
