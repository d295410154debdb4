package dev.ridgeline.primitives.number;

/**
 * A logarithmic number: sign and e, standing for +-2^(e/g), or zero. The exponent is rounded to
 * nearest, half to even; products are exact (exponents add). A simulation of number-system
 * hardware: its range is not limited.
 *
 * <p>Error: the largest relative error is 2^(1/2g) - 1, the relative L2 that of a uniform error of
 * the logarithm, ln(2) / (g sqrt(12)).
 *
 * @param stepsPerOctave g: the base is 2^(1/g)
 */
public record LogFormat(int stepsPerOctave) implements NumberFormat {
  private static final double LN2 = Math.log(2);

  public LogFormat {
    if (stepsPerOctave < 1 || stepsPerOctave > 1 << 16) {
      throw new IllegalArgumentException(
          "a logarithmic format has 1 to 65536 steps an octave but got " + stepsPerOctave);
    }
  }

  @Override
  public String label() {
    return "lns" + stepsPerOctave;
  }

  @Override
  public double unitRoundoff() {
    return Math.pow(2, 0.5 / stepsPerOctave) - 1;
  }

  /** The exponent e of a number that is not zero. */
  public long exponent(double x) {
    return (long) Math.rint(Math.log(Math.abs(x)) / LN2 * stepsPerOctave);
  }

  /** 2^(e/g). */
  public double magnitude(long exponent) {
    return Math.pow(2, (double) exponent / stepsPerOctave);
  }

  /** The nearest value of the format, by the logarithm. */
  public double round(double x) {
    return x == 0 || !Double.isFinite(x) ? x : Math.copySign(magnitude(exponent(x)), x);
  }

  @Override
  public void store(double[] values, int blocks) {
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i]);
    }
  }

  @Override
  public boolean givenRounded() {
    return false;
  }
}
