package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.page.Browser;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("device")
final class LadderPageBrowserTest {
  private static final String DRAWN = "document.documentElement.dataset.drawn";
  private static final Effort MOMENT = new Effort(Duration.ofMillis(5), 1, Duration.ofMillis(5));
  private static final Roofline ROOF =
      new Roofline("a roof", new ComputeRoof("f32", 100), List.of(new MemoryRoof("DRAM", 10)));

  @TempDir Path folder;

  @Test
  void drawsTheRungsAndTheAccessesWithoutComplaintOrRequest() throws IOException {
    OperatorSettings settings = new OperatorSettings();
    OpRequest request =
        new OpRequest(
            OperatorKind.named("gemm").at("40x48x56", settings),
            settings,
            Targets.named("jvm"),
            2,
            1);
    LadderResult result = LadderRun.run(request, ROOF, "a machine", MOMENT, _ -> {});
    Path file = folder.resolve("ladder.html");
    LadderPage.of(result, "ridgeline op gemm --ladder").write(file);
    try (Browser browser = Browser.start()) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.view(dark ? 390 : 1200, 900, dark);
        browser.open(file, DRAWN);
        assertThat(browser.evaluate("document.querySelectorAll('table tbody tr').length").asInt())
            .isGreaterThanOrEqualTo(result.steps().size());
        assertThat(
                browser
                    .evaluate(
                        "[...document.querySelectorAll('figure')].map(f => f.querySelectorAll('.chart svg .mark-rect path, .chart svg .mark-symbol path').length)")
                    .valueStream())
            .hasSize(3)
            .allSatisfy(
                marks -> assertThat(marks.asInt()).isGreaterThanOrEqualTo(result.steps().size()));
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .isLessThanOrEqualTo(dark ? 390 : 1200);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isEmpty();
      }
    }
  }
}
