package dev.ridgeline.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.page.Browser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;

  private int run(String... args) {
    out.reset();
    err.reset();
    return Launch.run(
        Commands.all(),
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The main job on real networks, measured here, opened in a browser. */
  @Test
  @Tag("device")
  @Tag("slow")
  void writesAPageThatDraws() throws IOException {
    int status =
        run(
            "report",
            "mobilenet_v3_small",
            "squeezenet1_1",
            "resnet18",
            "--batch",
            "1,4",
            "--budget",
            "45",
            "--json",
            "--workspace",
            folder.toString(),
            "--out",
            folder.resolve("page").toString());
    assertThat(status).as(err()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.path("measured").size() + json.path("leftOut").size()).isEqualTo(6);
    assertThat(json.path("measured").size()).isPositive();
    assertThat(folder.resolve("results/bench.jsonl")).exists();
    Path page = Path.of(json.path("page").asString());
    try (Browser browser = Browser.start()) {
      browser.view(1200, 900, false);
      browser.open(page, "document.documentElement.dataset.drawn");
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests())
          .allMatch(request -> request.startsWith("file:") || request.startsWith("data:"));
      int figures = browser.evaluate("document.querySelectorAll('figure').length").asInt();
      assertThat(figures).isGreaterThanOrEqualTo(12);
      assertThat(
              browser
                  .evaluate("document.querySelectorAll('figure[data-drawn=true]').length")
                  .asInt())
          .isEqualTo(figures);
      Files.createDirectories(Path.of("target/page-pictures"));
      Files.write(Path.of("target/page-pictures/report.png"), browser.picture());
      browser.view(390, 844, false);
      browser.open(page, "document.documentElement.dataset.drawn");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(390);
    }
  }

  @Test
  @Tag("slow")
  void theCompiledEngineIsMeasuredAndToldApart() {
    String workspace = folder.toString();
    assertThat(
            run(
                "report",
                "mnist_mlp",
                "--batch",
                "1",
                "--engine",
                "ridgeline",
                "--json",
                "--workspace",
                workspace))
        .as(err())
        .isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.path("measured").toString()).contains("\"ridgeline\"");
    assertThat(placed("ridgeline", workspace)).isEqualTo(1);
    assertThat(placed("onnxruntime", workspace)).isZero();
  }

  private int placed(String engine, String workspace) {
    assertThat(run("roofline", "mnist_mlp", "--engine", engine, "--json", "--workspace", workspace))
        .as(err())
        .isZero();
    return JsonMapper.builder()
        .build()
        .readTree(out.toString(StandardCharsets.UTF_8))
        .path("measured")
        .size();
  }

  @Test
  void mistakesAreOneLine() {
    assertThat(run("report", "nosuchnet")).isEqualTo(2);
    assertThat(err())
        .startsWith("ridgeline: no model and no file is named 'nosuchnet'")
        .hasLineCount(1);
    assertThat(run("report", "resnet18", "--threads", "0")).isEqualTo(2);
    assertThat(err())
        .startsWith("ridgeline: --threads is 0; give 1 to ")
        .endsWith(", the CPUs of this machine\n");
    assertThat(run("report", "resnet18", "--budget", "-1")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ridgeline: --budget is -1.0; give seconds above 0, at most 1000000\n");
    for (String command : List.of("report", "roofline")) {
      assertThat(run(command, "resnet18", "--engine", "onnx", "--workspace", folder.toString()))
          .isEqualTo(2);
      assertThat(err()).startsWith("ridgeline: no engine 'onnx'; ").hasLineCount(1);
    }
    assertThat(
            run("roofline", "resnet18", "--chip", "nosuchchip", "--workspace", folder.toString()))
        .isEqualTo(2);
    assertThat(err()).startsWith("ridgeline: there is no chip 'nosuchchip'; near are ");
    assertThat(run("roofline", "resnet18", "--chip", "Edge TPU", "--workspace", folder.toString()))
        .isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: the bandwidth of 'Google Edge TPU' is unknown, so it has no roofline; add it in a chips file of your own\n");
  }
}
