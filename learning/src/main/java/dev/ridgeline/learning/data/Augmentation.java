package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;

/**
 * How training clips are varied, each in every epoch anew. Validation and testing are never varied.
 *
 * @param shiftMillis the clip moves by up to so many milliseconds, earlier or later
 * @param noiseShare share of the clips that background noise is added to
 * @param mostNoise volume of that noise, from 0 to this, full scale being 1
 * @param leastVolume the clip's own volume, from this ...
 * @param mostVolume ... to this
 * @param speed the clip runs faster or slower by up to this share, its pitch with it: stands for
 *     speakers with other voices
 * @param maskedFrames up to so many frames in a row are replaced by the clip's mean
 */
public record Augmentation(
    int shiftMillis,
    double noiseShare,
    double mostNoise,
    double leastVolume,
    double mostVolume,
    double speed,
    int maskedFrames) {
  private static final int MOST_SHIFT_MILLIS = 500;
  private static final double MOST_SPEED = 0.5;
  private static final int MOST_MASKED = 24;

  /** Checks the ranges. */
  public Augmentation {
    require(
        shiftMillis >= 0 && shiftMillis <= MOST_SHIFT_MILLIS, "shift: 0 to 500 ms", shiftMillis);
    require(noiseShare >= 0 && noiseShare <= 1, "share of noisy clips: 0 to 1", noiseShare);
    require(mostNoise >= 0 && mostNoise <= 1, "volume of noise: 0 to 1", mostNoise);
    require(leastVolume > 0 && leastVolume <= mostVolume, "least volume: over 0", leastVolume);
    require(mostVolume <= 10, "most volume: up to 10", mostVolume);
    require(speed >= 0 && speed <= MOST_SPEED, "change of speed: 0 to 0.5", speed);
    require(
        maskedFrames >= 0 && maskedFrames <= MOST_MASKED, "masked frames: 0 to 24", maskedFrames);
  }

  /** The published one: noise in 80 % of the clips at up to a tenth, shifts of up to 100 ms. */
  public static Augmentation published() {
    return new Augmentation(100, 0.8, 0.1, 1, 1, 0, 0);
  }

  /** The published one with volume, speed and masks: what few speakers need. */
  public static Augmentation standard() {
    return new Augmentation(100, 0.8, 0.1, 0.6, 1.2, 0.15, 0);
  }

  /** None. */
  public static Augmentation none() {
    return new Augmentation(0, 0, 0, 1, 1, 0, 0);
  }

  /**
   * The one of that name.
   *
   * @throws UserError if there is none
   */
  public static Augmentation named(String name) {
    return switch (name) {
      case "standard" -> standard();
      case "published" -> published();
      case "none" -> none();
      default ->
          throw new UserError(
              "no augmentation '%s'; choose standard, published or none".formatted(name));
    };
  }

  private static void require(boolean holds, String rule, Number given) {
    if (!holds) {
      throw new UserError(
          "augmentation: %s, but got %s; give a value in the range".formatted(rule, given));
    }
  }
}
