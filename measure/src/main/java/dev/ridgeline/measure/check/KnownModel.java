package dev.ridgeline.measure.check;

/**
 * What is known of a published model, for one item.
 *
 * @param name its name
 * @param macs multiply-accumulates of convolutions and matrix products; 0 where they depend on a
 *     length that the user chooses
 * @param flops all arithmetic, a multiply-accumulate counting two; 0 as above
 * @param parameters trained elements
 * @param side height and width of the image that it takes; 0 where it takes none
 */
public record KnownModel(String name, double macs, double flops, double parameters, int side) {}
