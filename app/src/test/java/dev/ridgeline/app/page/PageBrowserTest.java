package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("device")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTest {
  private static final String DRAWN = "document.documentElement.dataset.drawn";

  /** A folder for pictures of the pages, for whoever wants to look at them. */
  private static final Path PICTURES = Path.of("target", "page-pictures");

  @TempDir private static Path folder;
  private Browser browser;
  private Path file;

  @BeforeAll
  void start() throws IOException {
    browser = Browser.start();
    file = folder.resolve("demo.html");
    DemoPage.page().write(file);
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private void open(int width, boolean dark, String picture) throws IOException {
    browser.view(width, 900, dark);
    browser.open(file, DRAWN);
    Files.write(PICTURES.resolve(picture), browser.picture());
  }

  @Test
  void drawsEveryChartWithoutComplaintOrRequest() throws IOException {
    open(1200, false, "light.png");
    assertThat(browser.evaluate("document.querySelectorAll('figure').length").asInt()).isEqualTo(7);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('figure')].map(f => f.querySelectorAll('.chart svg .mark-symbol path, .chart svg .mark-rect path').length)")
                .valueStream())
        .allSatisfy(marks -> assertThat(marks.asInt()).isGreaterThan(3));
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
  }

  @Test
  void runsNoScriptFromNames() throws IOException {
    open(1200, false, "light.png");
    assertThat(browser.evaluate("document.title").asString()).isEqualTo(DemoPage.page().title());
    assertThat(
            browser
                .evaluate("document.body.textContent.includes(\"<script>document.title='pwned'\")")
                .asBoolean())
        .isTrue();
  }

  @Test
  void fitsNarrowWindowsInLightAndDark() throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      open(390, dark, dark ? "narrow-dark.png" : "narrow.png");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(390);
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('.chart svg')].map(s => Math.round(s.getBoundingClientRect().right))")
                  .valueStream())
          .allSatisfy(right -> assertThat(right.asInt()).isLessThanOrEqualTo(390));
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void followsDarkColours() throws IOException {
    open(1200, true, "dark.png");
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(17, 22, 29)");
    assertThat(
            browser
                .evaluate(
                    "getComputedStyle(document.querySelector('.chart svg .role-axis-label text')).fill")
                .asString())
        .isEqualTo("rgb(157, 170, 187)");
  }

  @Test
  void sortsTablesAndSavesThem() throws IOException {
    open(1200, false, "light.png");
    browser.evaluate(
        "window.t = [...document.querySelectorAll('table')].find(t => t.caption.textContent === 'Costs of the models');"
            + "t.querySelector('[data-field=params] button').click()");
    assertThat(browser.evaluate("t.tBodies[0].rows[0].cells[0].textContent").asString())
        .isEqualTo("vgg16");
    assertThat(browser.evaluate("[...t.tBodies[0].rows].at(-1).cells[0].textContent").asString())
        .isEqualTo(DemoPage.HOSTILE);
    assertThat(browser.evaluate("t.querySelector('[data-field=params]').ariaSort").asString())
        .isEqualTo("descending");
    assertThat(
            browser
                .evaluate("ridgeline.csv(t).split('\\r\\n').slice(0, 2)")
                .valueStream()
                .map(n -> n.asString()))
        .containsExactly(
            "model,params,gflop,intensity,share,suspect",
            "vgg16,138400000,30.9,39,0.6065573770491803,");
  }
}
