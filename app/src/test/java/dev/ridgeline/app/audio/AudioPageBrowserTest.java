package dev.ridgeline.app.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.page.Browser;
import dev.ridgeline.audio.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("device")
final class AudioPageBrowserTest {
  private static final String DRAWN = "document.documentElement.dataset.drawn";
  private static final Path PICTURES = Path.of("target", "page-pictures");

  @TempDir Path folder;

  @Test
  void drawsEveryViewWithoutComplaintOrRequest() throws IOException {
    Path file = folder.resolve("audio.html");
    AudioPage.of(
            AudioAnalysis.of("<b>sweep</b>.wav", "made here", sweep()),
            "test",
            "ridgeline audio sweep.wav",
            Instant.EPOCH)
        .write(file);
    try (Browser browser = Browser.start()) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.view(dark ? 390 : 1200, 900, dark);
        browser.open(file, DRAWN);
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve("audio" + (dark ? "-dark" : "") + ".png"), browser.picture());
        assertThat(
                browser
                    .evaluate(
                        "[...document.querySelectorAll('figure')].map(f => f.querySelectorAll('.chart svg .mark-line path, .chart svg .mark-rect path').length)")
                    .valueStream())
            .hasSize(6)
            .allSatisfy(marks -> assertThat(marks.asInt()).isPositive());
        assertThat(
                browser
                    .evaluate(
                        "[...document.querySelectorAll('figure')].slice(2).map(f => f.querySelectorAll('.chart svg .mark-rect path').length)")
                    .valueStream())
            .allSatisfy(cells -> assertThat(cells.asInt()).isGreaterThanOrEqualTo(49 * 10));
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .isLessThanOrEqualTo(dark ? 390 : 1200);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isEmpty();
      }
    }
  }

  /** A rising tone with a little noise. */
  private static Clip sweep() {
    Random random = new Random(1);
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      double t = i / 16_000.0;
      samples[i] =
          (float)
              (0.5 * Math.sin(2 * Math.PI * (200 + 1500 * t) * t) + 0.01 * random.nextGaussian());
    }
    return new Clip(samples, 16_000);
  }
}
