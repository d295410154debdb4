package dev.ridgeline.measure.machine;

/**
 * A clock rate of the CPU, and where it comes from.
 *
 * @param source such as {@code reported} or {@code measured}
 * @param gigahertz the rate
 * @param note how it was had, and what it is not
 */
public record ClockFigure(String source, double gigahertz, String note) {}
