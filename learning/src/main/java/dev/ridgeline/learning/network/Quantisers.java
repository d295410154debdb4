package dev.ridgeline.learning.network;

import dev.ridgeline.learning.quantise.Levels;
import dev.ridgeline.learning.quantise.WeightNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The roundings that a network is built with, and those that were built. */
final class Quantisers {
  /** Bits of the features and of the scores, whatever the others have. */
  static final int END_BITS = 8;

  private final Optional<WeightNumbers> numbers;
  private final OptionalInt activationBits;
  private final QuantisedValue.Ranges ranges;
  private final List<QuantisedWeights> weights = new ArrayList<>();
  private final List<QuantisedValue> values = new ArrayList<>();

  Quantisers(
      Optional<WeightNumbers> numbers, OptionalInt activationBits, QuantisedValue.Ranges ranges) {
    this.numbers = numbers;
    this.activationBits = activationBits;
    this.ranges = ranges;
  }

  static Quantisers none() {
    return new Quantisers(Optional.empty(), OptionalInt.empty(), QuantisedValue.Ranges.FIXED);
  }

  List<QuantisedWeights> weights() {
    return weights;
  }

  List<QuantisedValue> values() {
    return values;
  }

  boolean roundsValues() {
    return activationBits.isPresent();
  }

  /** A layer with its weights rounded, if they are. */
  Layer weighted(Parameter weight, Parameter bias, QuantisedWeights.Maker maker) {
    if (numbers.isEmpty()) {
      return maker.of(weight);
    }
    boolean learned = ranges == QuantisedValue.Ranges.LEARNED;
    QuantisedWeights made = new QuantisedWeights(weight, bias, numbers.get(), learned, maker);
    weights.add(made);
    return made;
  }

  /** The rounding of a value; {@code end}: of the features or the scores. */
  QuantisedValue value(String name, Blob x, Blob y, boolean end, int batch) {
    Levels levels = Levels.ofActivations(end ? END_BITS : activationBits.orElseThrow());
    QuantisedValue made =
        new QuantisedValue(name, x, y, levels, end ? QuantisedValue.Ranges.FIXED : ranges, batch);
    values.add(made);
    return made;
  }
}
