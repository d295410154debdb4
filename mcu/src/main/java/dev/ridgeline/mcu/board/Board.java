package dev.ridgeline.mcu.board;

/**
 * A board with a microcontroller.
 *
 * @param name as users give it
 * @param title what it is
 * @param core as compilers name it
 * @param megahertz of the core
 * @param flashBytes of the flash that programs may take
 * @param ramBytes of the RAM in one piece
 * @param evidence how the figures are known: read (in the source) or memory
 * @param source where
 */
public record Board(
    String name,
    String title,
    String core,
    double megahertz,
    long flashBytes,
    long ramBytes,
    String evidence,
    String source) {
  public Board {
    if (!(megahertz > 0) || flashBytes < 1 || ramBytes < 1) {
      throw new IllegalArgumentException("clock and memory of '" + name + "' are above 0");
    }
  }
}
