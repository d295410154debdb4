package dev.ridgeline.app.deploy;

import java.util.List;
import java.util.Optional;

/**
 * What a network takes on a board, and what it did in the emulator.
 *
 * @param flashBytes of {@code ridgeline_infer} with weights, tables and all that it calls
 * @param ramBytes of the same: its arena; the caller's input and output are apart
 * @param stackBytes the most that it takes, from its call graph
 * @param elf sizes of the whole firmware with start-up and semihosting
 * @param simulation empty unless it was run
 */
record DeployResult(
    String schema,
    String model,
    String board,
    String rounding,
    long flashBytes,
    long ramBytes,
    long stackBytes,
    long inputBytes,
    long outputBytes,
    Elf elf,
    Fit fit,
    Optional<Instructions> instructions,
    Optional<Range> cycles,
    Optional<Range> millis,
    Optional<Long> mismatches,
    Optional<Simulation> simulation) {

  /** Sizes of a whole firmware. */
  record Elf(long flashBytes, long ramBytes) {}

  /** What the board has, and what is left beside inference, its stack, input and output. */
  record Fit(long flashBytes, long ramBytes, long freeFlashBytes, long freeRamBytes) {}

  /**
   * Instructions of one inference, counted: the most and the least of all inputs, and by layer for
   * the input with the most.
   */
  record Instructions(long inference, long least, List<LayerInstructions> layers) {}

  /** Instructions of a layer, and its multiplications with weights. */
  record LayerInstructions(int index, String kind, String name, long macs, long instructions) {}

  /** A prediction: by the mean cycles an instruction, and by the ends of their band. */
  record Range(double least, double expected, double most) {}

  /**
   * A run in the emulator.
   *
   * @param inputs how many
   * @param source of the inputs
   * @param outputBytes that were compared with Java's
   * @param stackBytes that inference was seen to touch
   */
  record Simulation(
      long inputs, String source, long outputBytes, long stackBytes, double secondsNow) {}
}
