package dev.ridgeline.app.machine;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.measure.machine.MachineProbe;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.MachineProfileFile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.util.Optional;
import java.util.function.Consumer;

/** The machine profile of a workspace: loaded where it fits, measured and saved where not. */
public final class SavedMachine {
  private SavedMachine() {}

  /**
   * The saved profile when it is of this machine and has roofs for this number of threads, else a
   * new one.
   *
   * @param effort how a new one is measured
   * @param progress gets lines that say what is going on
   */
  public static MachineProfile loadOrMeasure(
      Workspace workspace,
      int threads,
      ProbeEffort effort,
      String machine,
      Consumer<String> progress) {
    Optional<MachineProfile> saved = MachineProfileFile.load(workspace);
    if (saved.isPresent()
        && saved.get().machine().equals(machine)
        && saved.get().threadCounts().contains(threads)) {
      progress.accept(
          "machine profile of " + saved.get().time() + " from " + MachineProfileFile.in(workspace));
      return saved.get();
    }
    progress.accept(
        "no profile of this machine with %d threads is saved: measuring it".formatted(threads));
    return measure(workspace, threads, effort, progress);
  }

  /** Measures the machine and saves the profile. */
  public static MachineProfile measure(
      Workspace workspace, int threads, ProbeEffort effort, Consumer<String> progress) {
    MachineProfile profile = new MachineProbe(Version.number(), progress).measure(threads, effort);
    MachineProfileFile.save(workspace, profile);
    workspace.append(
        new ResultLine(
            MachineProfile.SCHEMA,
            "machine",
            profile.version(),
            profile.machine(),
            profile.time(),
            profile));
    return profile;
  }
}
