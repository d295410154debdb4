package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private String opened = "";

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

  /** For tests that change nothing: the page as it is, opened afresh only when it is not open. */
  private void look(boolean dark) throws IOException {
    String kind = dark ? "dark" : "light";
    if (!opened.equals(kind)) {
      open(1200, dark, kind + ".png");
    }
    opened = kind;
  }

  private void open(int width, boolean dark, String picture) throws IOException {
    opened = "";
    browser.view(width, 900, dark);
    browser.open(file, DRAWN);
    Files.write(PICTURES.resolve(picture), browser.picture());
  }

  @Test
  void drawsEveryChartWithoutComplaintOrRequest() throws IOException {
    look(false);
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
    look(false);
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
    look(true);
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

  @Test
  void printsDarkOnLight() throws IOException {
    open(1000, true, "dark.png");
    browser.asPrint(true);
    Files.write(PICTURES.resolve("print.png"), browser.picture());
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(
            browser
                .evaluate("getComputedStyle(document.querySelector('.tool')).display")
                .asString())
        .isEqualTo("none");
    assertThat(browser.print()).startsWith('%', 'P', 'D', 'F');
    assertThat(browser.evaluate("document.querySelectorAll('details[open]').length").asInt())
        .as("what printing opens it closes again")
        .isZero();
  }

  @Test
  void aClickOnALegendPicksOutItsMarks() throws IOException {
    open(1200, false, "light.png");
    String faded =
        "[...document.querySelectorAll('#chart-1 .points_marks path')].filter(p => Number(p.getAttribute('opacity') ?? 1) < 0.5).length";
    assertThat(browser.evaluate(faded).asInt()).isZero();
    browser.click("document.querySelectorAll('#chart-1 .role-legend-symbol path')[0]");
    browser.await(faded + " === 13");
  }

  @Test
  void aPointShowsItsNumbers() throws IOException {
    look(false);
    browser.click("document.querySelectorAll('#chart-1 .points_marks path')[0]");
    browser.await("document.querySelector('#vg-tooltip-element.visible')");
    assertThat(
            browser.evaluate("document.querySelector('#vg-tooltip-element').innerText").asString())
        .contains("alexnet", "Share of roof", "GFLOP/s");
    Files.write(PICTURES.resolve("tooltip.png"), browser.picture());
  }

  @Test
  void savedDrawingsStandAlone() throws IOException {
    open(1200, false, "light.png");
    browser.evaluate(
        "HTMLAnchorElement.prototype.click = function() { window.saved = decodeURIComponent(this.href); }");
    browser.click("document.querySelector('#chart-1 .chart ~ .tool')");
    browser.await("window.saved");
    String svg = browser.evaluate("saved").asString();
    assertThat(svg)
        .startsWith("data:image/svg+xml")
        .contains("</svg>", "#0068a8")
        .doesNotContain("var(");
  }

  @Test
  void everyChartAndTableIsNamedForScreenReaders() throws IOException {
    look(false);
    assertThat(
            browser
                .evaluate(
                    "document.querySelectorAll('.chart:not([role=graphics-document][aria-label]), table:not(:has(caption)), th:not([scope])').length")
                .asInt())
        .isZero();
    assertThat(
            browser
                .evaluate(
                    "[document.querySelectorAll('h1').length, document.querySelectorAll('main, header, footer, nav').length].join()")
                .asString())
        .isEqualTo("1,4");
  }

  @Test
  void drawsThousandsOfLayers() throws IOException {
    RooflineChart chart =
        RooflineChart.titled("Layers")
            .compute("peak", 100)
            .bandwidth("DRAM", 20)
            .labels("Layer")
            .finding("Many.");
    for (int i = 0; i < 2000; i++) {
      double intensity = 0.1 * Math.pow(1.004, i);
      chart.point(
          RooflinePoint.measured(
              "layer" + i,
              "conv",
              intensity,
              Math.min(100, 20 * intensity) * (0.2 + i % 7 / 10.0)));
    }
    Path many = folder.resolve("many.html");
    new Page(
            "Layers",
            "Many of them.",
            List.of(Section.of("A", "", chart.build())),
            DemoPage.page().footer())
        .write(many);
    opened = "";
    browser.view(1200, 900, false);
    browser.open(many, DRAWN);
    assertThat(
            browser
                .evaluate("document.querySelectorAll('#chart-1 .points_marks path').length")
                .asInt())
        .isEqualTo(2000);
    assertThat(browser.complaints()).isEmpty();
    Files.write(PICTURES.resolve("many.png"), browser.picture());
  }
}
