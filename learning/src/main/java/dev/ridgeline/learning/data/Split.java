package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Assigns recordings to partitions by who speaks, so that no speaker stands in two of them, and
 * adding recordings moves none.
 *
 * <p>Formula: {@code p = (h mod 2^27) * 100 / (2^27 - 1)} of the SHA-1 {@code h} of a text; below
 * 10 validation, below 20 testing, else training. The text is the file's name without {@code
 * _nohash_} and what follows for {@code published}, and the split's name, a colon and the speaker
 * for the others. Those are the first three of {@code speakers-1}, {@code speakers-2}, ... that put
 * 9 to 11 % of the command words of the shared subset into each of validation and testing. Source:
 * {@code which_set} of TensorFlow's speech_commands, input_data.py; Warden 2018, section 7.
 *
 * @param name one of {@link #NAMES}
 */
public record Split(String name) {
  /** The splits that there are. */
  public static final List<String> NAMES =
      List.of("published", "speakers-1", "speakers-9", "speakers-31");

  private static final String PUBLISHED = "published";
  private static final String TAKE = "_nohash_";
  private static final int MODULUS_BITS = 27;
  private static final double VALIDATION_PERCENT = 10;
  private static final double TESTING_PERCENT = 10;

  /** Checks the name. */
  public Split {
    if (!NAMES.contains(name)) {
      throw new UserError(
          "no split '%s'; choose one of %s".formatted(name, String.join(", ", NAMES)));
    }
  }

  /** Which partition a file belongs to. */
  public Partition partition(String fileName) {
    String speaker = speaker(fileName);
    double percent = percent(name.equals(PUBLISHED) ? speaker : name + ":" + speaker);
    if (percent < VALIDATION_PERCENT) {
      return Partition.VALIDATION;
    }
    return percent < VALIDATION_PERCENT + TESTING_PERCENT ? Partition.TESTING : Partition.TRAINING;
  }

  /** Who speaks in a file: its name up to {@code _nohash_}, or the whole name. */
  public static String speaker(String fileName) {
    int at = fileName.indexOf(TAKE);
    return at < 0 ? fileName : fileName.substring(0, at);
  }

  private static double percent(String text) {
    long modulus = 1L << MODULUS_BITS;
    BigInteger hash = new BigInteger(1, sha1(text));
    return hash.mod(BigInteger.valueOf(modulus)).doubleValue() * (100.0 / (double) (modulus - 1));
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-1", e);
    }
  }
}
