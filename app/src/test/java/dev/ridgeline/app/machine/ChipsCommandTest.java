package dev.ridgeline.app.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ChipsCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void listsChipsByPlaceWithMarks() {
    assertThat(run("chips")).isZero();
    assertThat(out().lines())
        .contains("DATA CENTRE", "DESKTOP AND LAPTOP", "EDGE")
        .anyMatch(l -> l.matches("NVIDIA A100 SXM 80GB +gpu +bf16 +312 TFLOP/s +2000 +156 +400 .*"))
        .anyMatch(l -> l.matches("Intel Gaudi 3 .* 1677 TFLOP/s! .*conflict: 1835 .*"))
        .anyMatch(l -> l.matches("NVIDIA P100 .* 10.6 TFLOP/s\\? .*"))
        .anyMatch(l -> l.matches("Google Edge TPU .* 4 TOP/s +- +- .*"));
  }

  @Test
  void printsOneObject() {
    assertThat(run("chips", "a100", "--json")).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out());
    assertThat(json.at("/chips/0/place").asString()).isEqualTo("datacentre");
    assertThat(json.at("/chips/0/peaks/0/figure/evidence").asString()).isEqualTo("read");
    assertThat(json.at("/rooflines").size()).isEqualTo(4);
    assertThat(json.at("/rooflines/2/ridgeFlopsPerByte").asDouble()).isEqualTo(156);
  }

  @Test
  void writesAPageWithThePlacesApart() throws IOException {
    assertThat(run("chips", "--plot", "--out", folder.toString())).isZero();
    String page = Files.readString(folder.resolve("chips.html"));
    assertThat(page)
        .contains("Data centre", "Desktop and laptop", "Edge", "Rooflines in integers")
        .contains("1835 (white paper)", "Google Edge TPU: i8 4 TOP/s");
    assertThat(err()).isEqualTo("Wrote " + folder.resolve("chips.html") + "\n");
  }

  @Test
  void takesTheUsersChips() throws IOException {
    Path file = folder.resolve("mine.csv");
    Files.writeString(
        file,
        """
        chip,kind,place,figure,precision,density,value,unit,evidence
        Mine,asic,edge,peak,f16,sparse,2,TFLOP/s,read
        """);
    assertThat(run("chips", "mine", "--file", file.toString())).isZero();
    assertThat(out()).contains("Mine  asic  f16 sparse  2 TFLOP/s");
  }

  @Test
  void mistakesAreOneLine() {
    assertThat(run("chips", "h101")).isEqualTo(2);
    assertThat(err()).startsWith("ridgeline: there is no chip 'h101'; near are ").hasLineCount(1);
    assertThat(run("chips", "--file", "none.csv")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ridgeline: chip file 'none.csv' does not exist; name a CSV file\n");
    assertThat(run("chips", "--file", "/")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: chip file '/' is a folder; name a CSV file\n");
    assertThat(run("chips", "--out", "x")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ridgeline: --out is 'x', but chips writes a page only with --plot; add it\n");
    assertThat(run("machine", "--threads", "100000")).isEqualTo(2);
    assertThat(err()).startsWith("ridgeline: 100000 threads given, 1 to ").hasLineCount(1);
  }

  @Test
  void numbersKeepFourDigits() {
    assertThat(ChipsText.number(156)).isEqualTo("156");
    assertThat(ChipsText.number(0.25)).isEqualTo("0.25");
    assertThat(ChipsText.number(13.571)).isEqualTo("13.57");
    assertThat(ChipsText.number(2250)).isEqualTo("2250");
  }
}
