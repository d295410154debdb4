package dev.ridgeline.app.roofline;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.chip.ChipCatalogue;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.List;
import java.util.Optional;

/** The roofs that a model is placed on. */
public final class Roofs {
  /** The precision taken where a chip has no f32 peak, the first that it has. */
  private static final List<String> PRECISIONS = List.of("f32", "tf32", "bf16", "f16", "f8", "i8");

  private Roofs() {}

  /** The measured f32 roof with this number of threads. */
  public static Roofline measured(MachineProfile profile, int threads) {
    if (!profile.threadCounts().contains(threads)) {
      throw new UserError(
          "the saved machine profile has roofs for %s threads but %d are asked for; run ridgeline machine --threads %d"
              .formatted(profile.threadCounts(), threads, threads));
    }
    return profile.roofline("f32", threads);
  }

  /**
   * The roof of a catalogue chip: f32 where it has one, else the first precision that it has, which
   * the roof's name tells.
   */
  public static Roofline chip(ChipCatalogue catalogue, String text) {
    Chip chip = catalogue.find(text);
    Optional<Roofline> roof =
        PRECISIONS.stream().flatMap(p -> chip.roofline(p).stream()).findFirst();
    Roofline found = roof.orElseGet(() -> chip.rooflines().getFirst());
    if (found.memories().isEmpty()) {
      throw new UserError(
          "the bandwidth of '%s' is unknown, so it has no roofline; add it in a chips file of your own"
              .formatted(chip.name()));
    }
    return found;
  }
}
