package dev.ridgeline.audio.frontend;

/**
 * Natural logarithm of integers.
 *
 * <p>Formula: {@code y = round(2^scaleShift ln(x 2^correction))}, 0 where the argument is at most
 * 1; the base-2 logarithm of the fraction comes from 128 segments, {@code ln 2 = 45426/65536}.
 * Units: results have {@code scaleShift} fraction bits and at most 16 bits. Error: at most 1 unit
 * (measured over all 16-bit arguments). Cost: three multiplications a value, a table of 260 bytes.
 * Source: the micro front end library of TensorFlow Lite for Microcontrollers, log scale stage.
 */
public final class IntegerLog {
  private static final int FRACTION_BITS = 16;
  private static final int SEGMENT_BITS = 7;
  private static final int LN2 = 45426;
  private static final int LARGEST = 0xFFFF;
  private static final int[] TABLE = makeTable();

  private final int scaleShift;
  private final int correctionBits;

  /** A logarithm with so many fraction bits, of arguments shifted left by the correction. */
  public IntegerLog(int scaleShift, int correctionBits) {
    this.scaleShift = scaleShift;
    this.correctionBits = correctionBits;
  }

  /** What the logarithm exceeds its chord by, at the ends of the 128 segments, Q16; a copy. */
  public static int[] table() {
    return TABLE.clone();
  }

  /** The logarithms of a frame of unsigned values. */
  public int[] apply(int[] signal) {
    int[] logs = new int[signal.length];
    for (int i = 0; i < signal.length; i++) {
      int value = correctionBits < 0 ? signal[i] >>> -correctionBits : signal[i] << correctionBits;
      logs[i] = value == 0 || value == 1 ? 0 : (int) Math.min(log(value), LARGEST);
    }
    return logs;
  }

  private long log(int value) {
    int integer = 31 - Integer.numberOfLeadingZeros(value);
    long log2 = ((long) integer << FRACTION_BITS) + fraction(value, integer);
    long half = 1L << (FRACTION_BITS - 1);
    long natural = (LN2 * log2 + half) >>> FRACTION_BITS;
    return (((natural << scaleShift) & 0xFFFFFFFFL) + half) >>> FRACTION_BITS;
  }

  private static int fraction(int value, int integer) {
    int rest = value ^ (1 << integer);
    int position =
        integer < FRACTION_BITS
            ? rest << (FRACTION_BITS - integer)
            : rest >>> (integer - FRACTION_BITS);
    int segment = position >> (FRACTION_BITS - SEGMENT_BITS);
    int within = position - (segment << (FRACTION_BITS - SEGMENT_BITS));
    int rise = TABLE[segment + 1] - TABLE[segment];
    return position + TABLE[segment] + ((rise * within) >> FRACTION_BITS);
  }

  private static int[] makeTable() {
    int segments = 1 << SEGMENT_BITS;
    int[] table = new int[segments + 1];
    for (int i = 0; i < segments; i++) {
      double x = (double) i / segments;
      table[i] = (int) Math.rint((1 << FRACTION_BITS) * (Math.log1p(x) / Math.log(2) - x));
    }
    return table;
  }
}
