package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import dev.ridgeline.mcu.c.CProgram;
import dev.ridgeline.mcu.c.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program compiled for this machine, in its portable form, with checks of memory and numbers. */
public final class HostProgram {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String NEED = "it compiles the program for this machine: install gcc";

  private HostProgram() {}

  /**
   * Outputs of {@code inputs}, one after the other.
   *
   * @throws UserError if gcc is missing, warns, or a check fails
   */
  public static byte[] run(CProgram program, byte[] inputs) {
    Tool gcc = Tool.find("gcc", System.getenv(), NEED);
    try (ScratchFolder folder = ScratchFolder.create()) {
      folder.write(CProgram.HEADER_FILE, program.header());
      folder.write(CProgram.SOURCE_FILE, program.source());
      folder.write("main.c", Resource.text("host/main.c"));
      folder.write("inputs.bin", inputs);
      gcc.run(
          folder.path(),
          LIMIT,
          "compiled the program",
          List.of(
              "-std=c99",
              "-Wall",
              "-Wextra",
              "-Werror",
              "-O2",
              "-ffp-contract=off",
              "-fsanitize=address,undefined",
              "-fno-sanitize-recover=all",
              CProgram.SOURCE_FILE,
              "main.c",
              "-o",
              "program"));
      Tool shell = Tool.find("sh", Map.of("PATH", "/bin:/usr/bin"), "it starts the program");
      shell.run(
          folder.path(),
          LIMIT,
          "ran the program",
          List.of("-c", "./program < inputs.bin > outputs.bin"));
      return folder.read("outputs.bin");
    }
  }
}
