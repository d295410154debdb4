package dev.ridgeline.app.deploy;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.mcu.board.Board;
import dev.ridgeline.mcu.c.CProgram;
import dev.ridgeline.mcu.c.Resource;
import dev.ridgeline.mcu.simulate.Firmware;
import java.nio.file.Path;
import java.util.List;

/** The folder of a firmware: sources, what they are built with, the ELF file. */
final class DeployFiles {
  private DeployFiles() {}

  static void write(Path folder, Deployment deployment, Board board) {
    AtomicFile.write(folder.resolve(CProgram.HEADER_FILE), deployment.program().header());
    AtomicFile.write(folder.resolve(CProgram.SOURCE_FILE), deployment.program().source());
    for (String part : List.of("startup.c", "semihosting.c", "mps2-an386.ld")) {
      AtomicFile.write(folder.resolve(part), Resource.text("firmware/" + part));
    }
    AtomicFile.write(folder.resolve("build.sh"), script(board));
    AtomicFile.write(folder.resolve("firmware.elf"), out -> out.write(deployment.firmware().elf()));
  }

  private static String script(Board board) {
    return """
    #!/bin/sh
    # Builds firmware.elf for the emulated Cortex-M4 as ridgeline deploy does. Run it in this folder, then:
    # qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel firmware.elf
    # It reads inputs from inputs.bin and writes outputs.bin.
    set -eu
    arm-none-eabi-gcc -mcpu=%s %s -nostartfiles -Wl,--gc-sections -T mps2-an386.ld \\
      %s startup.c semihosting.c -o firmware.elf
    """
        .formatted(board.core(), String.join(" ", Firmware.OPTIONS), CProgram.SOURCE_FILE);
  }
}
