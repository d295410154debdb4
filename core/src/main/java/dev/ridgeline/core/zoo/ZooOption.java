package dev.ridgeline.core.zoo;

/**
 * A whole number that the user may choose for a model.
 *
 * @param name the option as typed, for example {@code --sequence}
 * @param least the smallest value allowed
 * @param most the largest value allowed
 * @param standard the value when none is given
 */
public record ZooOption(String name, int least, int most, int standard) {
  public ZooOption {
    if (least > standard || standard > most) {
      throw new IllegalArgumentException(
          "option %s stands at %d, outside %d to %d".formatted(name, standard, least, most));
    }
  }

  @Override
  public String toString() {
    return "%s N (%d to %d, standard %d)".formatted(name, least, most, standard);
  }
}
