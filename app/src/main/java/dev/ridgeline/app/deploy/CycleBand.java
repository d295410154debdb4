package dev.ridgeline.app.deploy;

/**
 * Cycles from instructions on a Cortex-M4 with fast memory: cycles an instruction lie between 1.3
 * and 1.7 by kind of kernel; the constant 1.49 was off by 8.1 % in the mean and 16.6 % at most on
 * published boards.
 */
final class CycleBand {
  private static final double LEAST = 1.3;
  private static final double EXPECTED = 1.49;
  private static final double MOST = 1.7;

  private CycleBand() {}

  static DeployResult.Range cycles(long instructions) {
    return new DeployResult.Range(
        LEAST * instructions, EXPECTED * instructions, MOST * instructions);
  }

  static DeployResult.Range millis(DeployResult.Range cycles, double megahertz) {
    double perMilli = megahertz * 1000;
    return new DeployResult.Range(
        cycles.least() / perMilli, cycles.expected() / perMilli, cycles.most() / perMilli);
  }
}
