package dev.ridgeline.measure.machine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What is done to the arrays, with its bytes by the STREAM convention: every element that the loop
 * reads or writes is counted once; the line that a cache fetches before it is written to (write
 * allocation) is not.
 *
 * <p><b>Source.</b> McCalpin, Memory Bandwidth and Machine Balance in Current High Performance
 * Computers, IEEE TCCA Newsletter (1995).
 */
public enum BandwidthKernel {
  /** {@code sum += a[i]}. */
  READ(1),
  /** {@code a[i] = v}. */
  WRITE(1),
  /** {@code a[i] = b[i]}. */
  COPY(2),
  /** {@code a[i] = b[i] + s * c[i]}. */
  TRIAD(3);

  private final int arrays;

  BandwidthKernel(int arrays) {
    this.arrays = arrays;
  }

  /** Arrays that one pass touches; the working set is divided among them. */
  int arrays() {
    return arrays;
  }

  /** The name in results. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
