package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Footer FOOTER =
      new Footer("a machine", "1.2.3", "./ridgeline report", Instant.parse("2026-01-02T03:04:05Z"));

  private static Page page(Section... sections) {
    return new Page("Title", "Summary.", List.of(sections), FOOTER);
  }

  @Test
  void namesCannotBecomeMarkup() {
    String html = DemoPage.page().html();
    assertThat(html).contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;pwned&#39;");
    assertThat(html).contains("\\u003c/script\\u003e\\u003cscript\\u003edocument.title='pwned'");
    assertThat(html).doesNotContain(DemoPage.HOSTILE);
  }

  @Test
  void controlCharactersAndLoneSurrogatesAreReplaced() {
    assertThat(Html.escape("a\u0000b\u001bc\ud800d\u007f")).isEqualTo("a�b�c�d�");
    assertThat(Html.escape("tab\tline\nüñ€😀")).isEqualTo("tab\tline\nüñ€😀");
  }

  @Test
  void asksNothingOfTheNetwork() {
    String html = DemoPage.page().html();
    assertThat(html).contains("default-src 'none'");
    // The libraries hold such text in strings; the policy and the browser test speak for them.
    assertThat(html.substring(0, html.indexOf("<script>/*! vega")))
        .doesNotContainPattern("(?i)<(script|img|iframe|link)[^>]+(src|href)=\"(?!data:)[^\"]*\"");
    assertThat(PageAssets.style()).doesNotContain("url(").doesNotContain("@import");
  }

  @Test
  void licencesStandBesideTheLibraries() {
    assertThat(PageAssets.libraries().split("Redistribution and use", -1)).hasSize(4);
  }

  @Test
  void aPageWithoutChartsCarriesNoLibraries() {
    String html = page(Section.of("Only text", "", new Prose("A < B & C"))).html();
    assertThat(html).contains("<p>A &lt; B &amp; C</p>").hasSizeLessThan(40_000);
    assertThat(DemoPage.page().html()).hasSizeLessThan(1_300_000);
  }

  @Test
  void sectionsOfTheSameTitleHavePlacesOfTheirOwn() {
    String html =
        page(Section.of("Über A", "", new Prose("x")), Section.of("Uber a", "", new Prose("y")))
            .html();
    assertThat(html).contains("<section id=\"s-uber-a\"", "<section id=\"s-uber-a--2\"");
    html =
        page(Section.of("Same", "", new Prose("x")), Section.of("same", "", new Prose("y"))).html();
    assertThat(html)
        .contains("<section id=\"s-same\"", "<section id=\"s-same--2\"", "href=\"#s-same--2\"");
  }

  @Test
  void theFooterSaysWhereTheNumbersComeFrom() {
    assertThat(page(Section.of("A", "", new Prose("x"))).html())
        .contains(
            "a machine", "2 January 2026, 03:04 UTC", "1.2.3", "<code>./ridgeline report</code>");
  }

  @Test
  void writesWholeFilesAndMakesTheirFolder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/page.html");
    DemoPage.page().write(file);
    assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnErrorOfTheUser(@TempDir Path folder) throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DemoPage.page().write(inTheWay.resolve("page.html")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot write");
  }
}
