package dev.ridgeline.measure.check;

import java.util.List;

/**
 * Something in a table that cannot be right.
 *
 * @param kind what it is
 * @param lines where it stands
 * @param explanation what the figures are and why they cannot be, in one sentence
 * @param advice what to do
 */
public record Finding(Kind kind, List<Integer> lines, String explanation, String advice) {
  /** Copies the lines. */
  public Finding {
    lines = List.copyOf(lines);
  }

  /** Explanation and advice. */
  public String text() {
    return explanation + "; " + advice;
  }

  /** What can be wrong with a measurement. */
  public enum Kind {
    ABOVE_ROOF("above the roof"),
    FALLING_LATENCY("latency falls as the batch grows"),
    MACS_AS_FLOPS("MACs and FLOPs confused"),
    OTHER_RESOLUTION("FLOPs of another resolution"),
    POOLED_CORRELATION("correlation pooled over batches"),
    IMPOSSIBLE_UNIT("units that cannot be"),
    MIXED_INTENSITY("intensities of different memory levels"),
    NOT_SYNCHRONISED("timed without synchronisation"),
    WRONG_PARAMETERS("wrong parameters"),
    CONTRADICTION("rows that contradict each other"),
    BATCH_NOT_MULTIPLIED("batch not multiplied"),
    RATE_DISAGREES("rate, work and time disagree");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** In words. */
    public String title() {
      return title;
    }
  }
}
