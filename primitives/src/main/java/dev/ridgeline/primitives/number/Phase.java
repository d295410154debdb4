package dev.ridgeline.primitives.number;

/** Where an algorithm rounds. Algorithms without transforms know the product only. */
public enum Phase {
  INPUT_TRANSFORM,
  FILTER_TRANSFORM,
  PRODUCT,
  OUTPUT_TRANSFORM
}
