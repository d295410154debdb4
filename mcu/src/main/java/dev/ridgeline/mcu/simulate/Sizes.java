package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import java.util.List;

/**
 * Bytes of a linked program, as {@code size} counts them.
 *
 * @param text code and constants
 * @param data variables with a value at start: in flash and in RAM
 * @param bss variables that start as zero
 */
public record Sizes(long text, long data, long bss) {
  public long flash() {
    return text + data;
  }

  public long ram() {
    return data + bss;
  }

  /** Reads the second line of {@code size --format=berkeley}. */
  static Sizes parse(String output) {
    List<String> lines = output.lines().toList();
    String[] cells = lines.size() < 2 ? new String[0] : lines.get(1).strip().split("\\s+");
    if (cells.length < 3) {
      throw new UserError("arm-none-eabi-size printed no sizes; install binutils-arm-none-eabi");
    }
    return new Sizes(Long.parseLong(cells[0]), Long.parseLong(cells[1]), Long.parseLong(cells[2]));
  }
}
