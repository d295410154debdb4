package dev.ridgeline.primitives.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A fraction in lowest terms with a positive denominator.
 *
 * @param numerator carries the sign
 * @param denominator above 0
 */
public record Rational(BigInteger numerator, BigInteger denominator)
    implements Comparable<Rational> {
  public static final Rational ZERO = of(0);
  public static final Rational ONE = of(1);

  public Rational {
    if (denominator.signum() == 0) {
      throw new ArithmeticException("a fraction has denominator 0");
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (denominator.signum() < 0) {
      divisor = divisor.negate();
    }
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
  }

  public static Rational of(long whole) {
    return new Rational(BigInteger.valueOf(whole), BigInteger.ONE);
  }

  public static Rational of(long numerator, long denominator) {
    return new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  /** Reads {@code 3}, {@code -1/2}; throws {@link NumberFormatException} on anything else. */
  public static Rational parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Rational(new BigInteger(text.strip()), BigInteger.ONE);
    }
    BigInteger below = new BigInteger(text.substring(slash + 1).strip());
    if (below.signum() == 0) {
      throw new NumberFormatException("denominator 0 in '" + text + "'");
    }
    return new Rational(new BigInteger(text.substring(0, slash).strip()), below);
  }

  public Rational plus(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  public Rational minus(Rational other) {
    return plus(other.negate());
  }

  public Rational times(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  public Rational dividedBy(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  public Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  public Rational power(int exponent) {
    return new Rational(numerator.pow(exponent), denominator.pow(exponent));
  }

  public boolean isZero() {
    return numerator.signum() == 0;
  }

  /** The nearest double. */
  public double doubleValue() {
    // 40 digits are far more than the 17 that decide; an exact tie cannot look like another value.
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), new MathContext(40))
        .doubleValue();
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE)
        ? numerator.toString()
        : numerator + "/" + denominator;
  }
}
