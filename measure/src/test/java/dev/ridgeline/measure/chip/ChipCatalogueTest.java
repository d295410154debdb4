package dev.ridgeline.measure.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.roofline.Bound;
import dev.ridgeline.measure.roofline.Roofline;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChipCatalogueTest {
  private static final String HEAD =
      "chip,kind,place,figure,precision,density,value,unit,evidence\n";

  @TempDir Path folder;

  private final ChipCatalogue catalogue = ChipCatalogue.builtIn();

  @Test
  void knowsChipsOfEveryPlaceWithSources() {
    assertThat(catalogue.chips()).hasSizeGreaterThan(40);
    assertThat(catalogue.chips()).extracting(Chip::place).contains(Place.values());
    for (Chip chip : catalogue.chips()) {
      assertThat(chip.peaks()).as(chip.name()).allMatch(p -> !p.figure().source().isBlank());
      assertThat(chip.bandwidths()).allMatch(b -> !b.source().isBlank() && b.unit().equals("GB/s"));
    }
  }

  @Test
  void convertsUnits() {
    assertThat(catalogue.find("A100").peak("bf16").orElseThrow().figure().value())
        .isEqualTo(312_000);
    Chip nordic = catalogue.find("nRF52840");
    assertThat(nordic.peak("f32").orElseThrow().figure().value()).isCloseTo(0.064, within(1e-12));
    assertThat(catalogue.find("TPU v1").peak("i8").orElseThrow().figure().unit())
        .isEqualTo("GOP/s");
  }

  @Test
  void marksWhatIsUnverifiedOrInConflict() {
    assertThat(catalogue.find("gaudi 3").peak("bf16").orElseThrow().figure().marks())
        .isEqualTo("!");
    assertThat(catalogue.find("P100").peak("f32").orElseThrow().figure().marks()).isEqualTo("?");
    assertThat(catalogue.find("TPU v1").bandwidth().orElseThrow().evidence())
        .isEqualTo(Evidence.MEMORY);
    assertThat(catalogue.find("A100").peak("f32").orElseThrow().figure().marks()).isEmpty();
  }

  @Test
  void givesRooflines() {
    Roofline a100 = catalogue.find("a100").roofline("bf16").orElseThrow();
    assertThat(a100.ridgePoint().orElseThrow()).isEqualTo(156);
    assertThat(a100.name()).isEqualTo("NVIDIA A100 SXM 80GB, bf16");
    assertThat(catalogue.find("a100").rooflines()).hasSize(4);
    Roofline edge = catalogue.find("Edge TPU").roofline("i8").orElseThrow();
    assertThat(edge.boundAt(1)).isEqualTo(Bound.UNKNOWN);
    assertThat(catalogue.find("Edge TPU").roofline("f32")).isEmpty();
  }

  @Test
  void findsByPartsOfTheName() {
    assertThat(catalogue.find("nvidia h100 sxm").name()).isEqualTo("NVIDIA H100 SXM");
    assertThat(catalogue.find("h100").name()).isEqualTo("NVIDIA H100 SXM");
    assertThat(catalogue.find("epyc 9654").name()).isEqualTo("AMD EPYC 9654");
    assertThat(catalogue.find("apple max").name()).isEqualTo("Apple M1 Max (GPU)");
  }

  @Test
  void namesNearChipsWhenItFindsNoneOrMany() {
    assertThatThrownBy(() -> catalogue.find("h101"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("there is no chip 'h101'; near are ")
        .hasMessageContaining("NVIDIA H100 SXM")
        .hasMessageEndingWith("; 'ridgeline chips' lists them all");
    assertThatThrownBy(() -> catalogue.find("epyc"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "'epyc' is the name of 3 chips: AMD EPYC 7601, AMD EPYC 7742, AMD EPYC 9654; write more"
                + " of it");
    assertThatThrownBy(() -> catalogue.find(" ")).isInstanceOf(UserError.class);
  }

  @Test
  void usersAddAndReplaceChips() throws IOException {
    Path file = folder.resolve("chips.csv");
    Files.writeString(
        file,
        HEAD
            + "My chip,asic,edge,peak,i8,sparse,8,TOP/s,read\n"
            + "My chip,asic,edge,bandwidth,,,1.5,TB/s,memory\n"
            + "nvidia p100,gpu,datacentre,peak,f32,dense,9.3,TFLOP/s,read\n");
    ChipCatalogue more = ChipCatalogue.of(Workspace.at(folder));
    assertThat(more.chips()).hasSize(catalogue.chips().size() + 1);
    Chip mine = more.find("my chip");
    assertThat(mine.bandwidth().orElseThrow().value()).isEqualTo(1500);
    assertThat(mine.peaks().getFirst().label()).isEqualTo("i8 sparse");
    assertThat(mine.peak("i8")).as("a dense peak").isEmpty();
    assertThat(more.find("P100").peak("f32").orElseThrow().figure().value()).isEqualTo(9300);
    assertThat(ChipCatalogue.of(Workspace.at(folder.resolve("none"))).chips())
        .hasSameSizeAs(catalogue.chips());
  }

  @Test
  void quotedFieldsMayHoldCommasAndQuotes() {
    assertThat(CsvText.fields("a,\"b, \"\"c\"\"\",,d ", "x"))
        .containsExactly("a", "b, \"c\"", "", "d");
    assertThat(CsvText.fields("", "x")).containsExactly("");
  }

  @Test
  void everyMistakeIsNamedWithItsLine() {
    String good = "A,gpu,edge,peak,f32,dense,1,TFLOP/s,read\n";
    Map<String, String> mistakes =
        Map.ofEntries(
            Map.entry(
                ",gpu,edge,peak,f32,dense,1,TFLOP/s,read",
                "f line 3: chip is ''; give a name of 1 to 100 characters"),
            Map.entry(
                "B,tpu,edge,peak,f32,dense,1,TFLOP/s,read",
                "f line 3: kind is 'tpu'; give one of asic, cpu, gpu, mcu, soc"),
            Map.entry(
                "B,gpu,moon,peak,f32,dense,1,TFLOP/s,read",
                "f line 3: place is 'moon'; give one of datacentre, desktop, edge"),
            Map.entry(
                "B,gpu,edge,speed,f32,dense,1,TFLOP/s,read",
                "f line 3: figure is 'speed'; give one of bandwidth, peak, power"),
            Map.entry(
                "B,gpu,edge,peak,fp32,dense,1,TFLOP/s,read",
                "f line 3: precision is 'fp32'; give one of bf16, f16, f32, f4, f64, f8, i16, i4, i8, tf32"),
            Map.entry(
                "B,gpu,edge,peak,f32,,1,TFLOP/s,read",
                "f line 3: density is ''; give one of dense, sparse"),
            Map.entry(
                "B,gpu,edge,peak,f32,dense,fast,TFLOP/s,read",
                "f line 3: value is 'fast'; give a number above 0, such as 312"),
            Map.entry(
                "B,gpu,edge,peak,f32,dense,-1,TFLOP/s,read",
                "f line 3: value is '-1'; give a number above 0, such as 312"),
            Map.entry(
                "B,gpu,edge,peak,f32,dense,NaN,TFLOP/s,read",
                "f line 3: value is 'NaN'; give a number above 0, such as 312"),
            Map.entry(
                "B,gpu,edge,bandwidth,,,1,GiB/s,read",
                "f line 3: unit is 'GiB/s'; give one of GB/s, MB/s, TB/s"),
            Map.entry(
                "B,gpu,edge,peak,f32,dense,1,TFLOP/s,sure",
                "f line 3: evidence is 'sure'; give one of derived, memory, read"),
            Map.entry(
                "B,gpu,edge",
                "f line 3 has 3 fields but the head names 9; put text with commas in double quotes"),
            Map.entry("B,\"gpu", "f line 3 has a quote that is not closed; end the field with \""),
            Map.entry(",".repeat(200), "f line 3 has more than 100 fields; give one figure a line"),
            Map.entry(
                "A,cpu,edge,power,,,1,W,read",
                "f: 'A' has two kinds or places; give the same on all its lines"),
            Map.entry(
                "A,gpu,edge,peak,f32,dense,2,TFLOP/s,read",
                "f: 'A' has 2 peaks (one precision twice), 0 bandwidths, 0 powers; give at least one peak, each precision once, and at most one bandwidth and power"),
            Map.entry(
                "B,gpu,edge,power,,,1,W,read",
                "f: 'B' has 0 peaks, 0 bandwidths, 1 powers; give at least one peak, each precision once, and at most one bandwidth and power"));
    mistakes.forEach((line, message) ->
        assertThatThrownBy(() -> ChipFile.parse(HEAD + good + line + "\n", "f"))
            .isInstanceOf(UserError.class)
            .hasMessage(message));
    assertThatThrownBy(() -> ChipFile.parse("chip,kind,colour\n", "f"))
        .hasMessage(
            "f line 1: columns missing: place figure value unit evidence, unknown: colour; the"
                + " columns are chip,kind,place,figure,precision,density,value,unit,evidence,source,"
                + "note,conflict");
    assertThatThrownBy(() -> ChipFile.parse("#\n".repeat(20_001), "f"))
        .hasMessage("f has more than 20000 lines; leave out what is no chip");
  }

  @Test
  void filesThatCannotBeReadAreOneLine() throws IOException {
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(() -> catalogue.with(none))
        .hasMessage("chip file '" + none + "' does not exist; name a CSV file");
    Path large = folder.resolve("large.csv");
    Files.write(large, new byte[(4 << 20) + 1]);
    assertThatThrownBy(() -> catalogue.with(large))
        .hasMessageContaining("has 4194305 bytes, at most 4194304 are read");
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> catalogue.with(latin))
        .hasMessage("chip file '" + latin + "' is not UTF-8 text; save it as such");
  }

  @Test
  void aFigureIsPositive() {
    assertThatThrownBy(() -> new Figure(0, "W", Evidence.READ, "", "", ""))
        .hasMessage("figure 0.0 W, allowed is above 0");
    assertThatThrownBy(() -> new Chip("A", "gpu", Place.EDGE, List.of(), List.of(), List.of()))
        .hasMessage("'A' needs a peak, and at most one bandwidth and power");
    Set<String> names = new HashSet<>();
    assertThat(catalogue.chips()).allMatch(chip -> names.add(chip.name()));
  }
}
