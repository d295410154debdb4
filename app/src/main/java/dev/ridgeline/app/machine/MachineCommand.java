package dev.ridgeline.app.machine;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.measure.machine.MachineProbe;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.MachineProfileFile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.workspace.Workspace;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ridgeline machine}: measures the machine and saves its profile. */
@Command
public final class MachineCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Option(
      names = "--quick",
      description = "Take about 12 seconds instead of a minute: fewer sizes, read and triad only.")
  private boolean quick;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the measurements with all threads (default: every CPU).")
  private @Nullable Integer threads;

  @Override
  public Integer call() {
    Console console = common.console();
    Workspace workspace = common.writableWorkspace();
    int count = threads == null ? MachineProbe.availableThreads() : threads;
    MachineProfile profile =
        SavedMachine.measure(
            workspace, count, quick ? ProbeEffort.QUICK : ProbeEffort.FULL, console::progress);
    if (common.json()) {
      console.json(profile);
    } else {
      MachineText.lines(profile).forEach(console::line);
      console.line("Saved as " + MachineProfileFile.in(workspace));
    }
    return Launch.OK;
  }
}
