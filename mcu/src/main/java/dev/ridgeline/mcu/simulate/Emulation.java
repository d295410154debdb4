package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import dev.ridgeline.mcu.c.Resource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of firmware on the emulated Cortex-M4 (QEMU, mps2-an386).
 *
 * @param outputs one after the other
 * @param stackBytes that inference was seen to touch
 * @param inferences that were counted
 * @param leastInstructions of an inference
 * @param mostInstructions of an inference
 * @param layerInstructions by layer, of the inference with the most; what lies between layers
 *     counts with the layer before
 */
public record Emulation(
    byte[] outputs,
    long stackBytes,
    long inferences,
    long leastInstructions,
    long mostInstructions,
    List<Long> layerInstructions) {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String NEED_QEMU =
      "it emulates the board: install qemu-system-arm (Debian), or leave out --simulate";
  private static final String NEED_GCC =
      "it compiles the counter of instructions: install gcc, or leave out --simulate";

  public Emulation {
    layerInstructions = List.copyOf(layerInstructions);
  }

  /**
   * Runs {@code firmware} on all of {@code inputs}.
   *
   * @throws UserError if QEMU or gcc is missing, or QEMU dies
   */
  public static Emulation run(Firmware firmware, byte[] inputs, Map<String, String> environment) {
    Tool qemu = Tool.find("qemu-system-arm", environment, NEED_QEMU);
    Tool gcc = Tool.find("gcc", environment, NEED_GCC);
    try (ScratchFolder folder = ScratchFolder.create()) {
      folder.write("firmware.elf", firmware.elf());
      folder.write("inputs.bin", inputs);
      folder.write("marks.txt", String.join("\n", firmware.marks()) + "\n");
      folder.write("count.c", Resource.text("firmware/count.c"));
      gcc.run(
          folder.path(),
          LIMIT,
          "compiled the counter of instructions",
          List.of("-O2", "-shared", "-fPIC", "count.c", "-o", "count.so"));
      qemu.run(
          folder.path(),
          LIMIT,
          "ran the firmware",
          List.of(
              "-M",
              "mps2-an386",
              "-nographic",
              "-monitor",
              "none",
              "-serial",
              "none",
              "-semihosting-config",
              "enable=on,target=native",
              "-plugin",
              "./count.so,marks=marks.txt,out=counts.txt",
              "-kernel",
              "firmware.elf"));
      return read(folder);
    }
  }

  private static Emulation read(ScratchFolder folder) {
    List<String> lines = folder.lines("counts.txt");
    String[] whole = lines.getFirst().split(" ", 3);
    List<Long> layers = new ArrayList<>();
    for (String line : lines.subList(3, lines.size())) {
      layers.add(Long.parseLong(line));
    }
    int stack = ByteBuffer.wrap(folder.read("stack.bin")).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return new Emulation(
        folder.read("outputs.bin"),
        stack,
        Long.parseLong(whole[0]),
        Long.parseLong(whole[1]),
        Long.parseLong(whole[2]),
        layers);
  }
}
