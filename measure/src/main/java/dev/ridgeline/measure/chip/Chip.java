package dev.ridgeline.measure.chip;

import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.List;
import java.util.Optional;

/**
 * A chip of the catalogue.
 *
 * @param name name
 * @param kind {@code gpu}, {@code cpu}, {@code asic}, {@code soc} or {@code mcu}
 * @param place where it is used
 * @param peaks at least one
 * @param bandwidths bandwidth of main memory in GB/s: one, or none if it is unknown
 * @param powers power in W: one, or none if it is unknown
 */
public record Chip(
    String name,
    String kind,
    Place place,
    List<ChipPeak> peaks,
    List<Figure> bandwidths,
    List<Figure> powers) {

  /** Copies the lists. */
  public Chip {
    peaks = List.copyOf(peaks);
    bandwidths = List.copyOf(bandwidths);
    powers = List.copyOf(powers);
    if (peaks.isEmpty() || bandwidths.size() > 1 || powers.size() > 1) {
      throw new IllegalArgumentException(
          "'%s' needs a peak, and at most one bandwidth and power".formatted(name));
    }
  }

  /** Bandwidth of main memory, if known. */
  public Optional<Figure> bandwidth() {
    return bandwidths.stream().findFirst();
  }

  /** Power, if known. */
  public Optional<Figure> power() {
    return powers.stream().findFirst();
  }

  /** The dense peak of a precision, if the catalogue has it. */
  public Optional<ChipPeak> peak(String precision) {
    return peaks.stream().filter(p -> p.precision().equals(precision) && !p.sparse()).findFirst();
  }

  /** One roofline for every peak, with main memory where its bandwidth is known. */
  public List<Roofline> rooflines() {
    return peaks.stream().map(this::roofline).toList();
  }

  /** The roofline of a precision, dense, if the catalogue has it. */
  public Optional<Roofline> roofline(String precision) {
    return peak(precision).map(this::roofline);
  }

  private Roofline roofline(ChipPeak peak) {
    return new Roofline(
        name + ", " + peak.label(),
        new ComputeRoof(peak.label(), peak.figure().value()),
        bandwidth().map(b -> new MemoryRoof("DRAM", b.value())).stream().toList());
  }
}
