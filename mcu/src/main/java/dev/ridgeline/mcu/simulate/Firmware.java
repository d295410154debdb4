package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import dev.ridgeline.mcu.board.Board;
import dev.ridgeline.mcu.c.CProgram;
import dev.ridgeline.mcu.c.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program compiled for a board's processor.
 *
 * @param elf the firmware for the emulator: the program, start-up and the semihosting runner
 * @param inference sizes of {@code ridgeline_infer} with all that it needs, linked alone
 * @param whole sizes of the firmware
 * @param stackBytes the most that {@code ridgeline_infer} takes, from its call graph
 * @param marks addresses where {@code ridgeline_infer} begins, where it has returned, and where
 *     each layer begins
 */
public record Firmware(
    byte[] elf, Sizes inference, Sizes whole, long stackBytes, List<String> marks) {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String NEED =
      "it compiles for Cortex-M: install gcc-arm-none-eabi and libnewlib-arm-none-eabi (Debian)";

  /** What every source is compiled with. */
  public static final List<String> OPTIONS =
      List.of(
          "-mthumb",
          "-mfpu=fpv4-sp-d16",
          "-mfloat-abi=hard",
          "-O2",
          "-std=c99",
          "-Wall",
          "-Wextra",
          "-ffp-contract=off",
          "-ffunction-sections",
          "-fdata-sections",
          "-fno-tree-loop-distribute-patterns");

  public Firmware {
    marks = List.copyOf(marks);
  }

  /**
   * Compiles {@code program} for the core of {@code board}.
   *
   * @param environment whose PATH is searched
   * @throws UserError if the compiler is missing or fails
   */
  public static Firmware build(
      CProgram program, int layers, Board board, Map<String, String> environment) {
    Tool gcc = Tool.find("arm-none-eabi-gcc", environment, NEED);
    Tool size = Tool.find("arm-none-eabi-size", environment, NEED);
    Tool nm = Tool.find("arm-none-eabi-nm", environment, NEED);
    try (ScratchFolder folder = ScratchFolder.create()) {
      folder.write(CProgram.HEADER_FILE, program.header());
      folder.write(CProgram.SOURCE_FILE, program.source());
      for (String part : List.of("startup.c", "semihosting.c", "mps2-an386.ld")) {
        folder.write(part, Resource.text("firmware/" + part));
      }
      compile(
          gcc,
          folder,
          board,
          "-fstack-usage",
          "-fcallgraph-info=su",
          "-c",
          CProgram.SOURCE_FILE,
          "-o",
          "model.o");
      compile(
          gcc,
          folder,
          board,
          "-nostartfiles",
          "-Wl,--gc-sections,-e,ridgeline_infer",
          "model.o",
          "-o",
          "inference.elf");
      compile(
          gcc,
          folder,
          board,
          "-nostartfiles",
          "-Wl,--gc-sections",
          "-T",
          "mps2-an386.ld",
          "model.o",
          "startup.c",
          "semihosting.c",
          "-o",
          "firmware.elf");
      return new Firmware(
          folder.read("firmware.elf"),
          sizes(size, folder, "inference.elf"),
          sizes(size, folder, "firmware.elf"),
          new StackUse(folder.lines("model.ci")).of("ridgeline_infer"),
          marks(nm, folder, layers));
    }
  }

  private static void compile(Tool gcc, ScratchFolder folder, Board board, String... arguments) {
    List<String> all = new ArrayList<>(OPTIONS);
    all.add("-mcpu=" + board.core());
    all.addAll(List.of(arguments));
    gcc.run(folder.path(), LIMIT, "compiled for " + board.name(), all);
  }

  private static Sizes sizes(Tool size, ScratchFolder folder, String file) {
    return Sizes.parse(
        size.run(folder.path(), LIMIT, "read " + file, List.of("--format=berkeley", file)));
  }

  private static List<String> marks(Tool nm, ScratchFolder folder, int layers) {
    Map<String, String> addresses = new java.util.HashMap<>();
    nm.run(folder.path(), LIMIT, "read the firmware", List.of("firmware.elf"))
        .lines()
        .map(line -> line.split("\\s+"))
        .filter(cells -> cells.length == 3)
        .forEach(cells -> addresses.put(cells[2].replaceFirst("\\..*", ""), cells[0]));
    List<String> names = new ArrayList<>(List.of("ridgeline_infer", "rl_returned"));
    for (int i = 0; i < layers; i++) {
      names.add(CProgram.LAYER_PREFIX + i);
    }
    return names.stream()
        .map(name -> {
          String address = addresses.get(name);
          if (address == null) {
            throw new IllegalStateException("the firmware has no symbol '" + name + "'");
          }
          return address;
        })
        .toList();
  }
}
