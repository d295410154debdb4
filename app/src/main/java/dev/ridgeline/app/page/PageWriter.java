package dev.ridgeline.app.page;

import static dev.ridgeline.app.page.Html.escape;

import java.text.Normalizer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes one page as HTML. */
final class PageWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Nothing may be fetched; Vega compiles its expressions to functions, hence unsafe-eval. */
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

  private final Page page;
  private final StringBuilder out = new StringBuilder(1 << 20);
  private final Map<String, Integer> anchors = new HashMap<>();
  private int charts;

  PageWriter(Page page) {
    this.page = page;
  }

  String html() {
    head();
    out.append("<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<h1>")
        .append(escape(page.title()))
        .append("</h1>\n<p class=\"summary\">")
        .append(escape(page.summary()))
        .append("</p>\n</header>\n");
    List<String> identifiers = page.sections().stream().map(s -> anchor(s.title())).toList();
    contents(identifiers);
    out.append("<main id=\"main\" tabindex=\"-1\">\n");
    for (int i = 0; i < identifiers.size(); i++) {
      section(page.sections().get(i), identifiers.get(i));
    }
    out.append("</main>\n");
    footer();
    out.append("<script type=\"application/json\" id=\"chart-config\">")
        .append(PageAssets.chartConfig())
        .append("</script>\n<script>")
        .append(PageAssets.script())
        .append("</script>\n");
    if (charts > 0) {
      out.append(PageAssets.libraries()).append("<script>ridgeline.draw();</script>\n");
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private void head() {
    out.append(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="%s">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Ridgeline %s">
            <link rel="icon" href="data:,">
            <title>%s</title>
            """
                .formatted(POLICY, escape(page.footer().version()), escape(page.title())))
        .append("<style>")
        .append(PageAssets.style())
        .append("</style>\n</head>\n");
  }

  private void contents(List<String> identifiers) {
    if (identifiers.size() < 2) {
      return;
    }
    out.append("<nav aria-label=\"Contents\">\n<ol>\n");
    for (int i = 0; i < identifiers.size(); i++) {
      out.append("<li><a href=\"#")
          .append(identifiers.get(i))
          .append("\">")
          .append(escape(page.sections().get(i).title()))
          .append("</a></li>\n");
    }
    out.append("</ol>\n</nav>\n");
  }

  /** A place name from a title, once in a page. */
  private String anchor(String title) {
    String plain = Normalizer.normalize(title.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    String slug =
        plain.replaceAll("\\p{M}+", "").replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String name = "s-" + (slug.isEmpty() ? "section" : slug);
    int times = anchors.merge(name, 1, Integer::sum);
    return times == 1 ? name : name + "--" + times;
  }

  private void section(Section section, String identifier) {
    out.append("<section id=\"%s\" aria-labelledby=\"%s-h\">\n".formatted(identifier, identifier))
        .append("<h2 id=\"%s-h\">".formatted(identifier))
        .append(escape(section.title()))
        .append("</h2>\n");
    if (!section.lead().isBlank()) {
      out.append("<p class=\"lead\">").append(escape(section.lead())).append("</p>\n");
    }
    for (Block block : section.blocks()) {
      switch (block) {
        case Chart chart -> chart(chart);
        case KeyFigures figures -> keyFigures(figures);
        case Note note -> note(note);
        case Prose prose -> out.append("<p>").append(escape(prose.text())).append("</p>\n");
        case Table table -> TableWriter.write(out, table, true);
      }
    }
    out.append("</section>\n");
  }

  private void chart(Chart chart) {
    charts++;
    String identifier = "chart-" + charts;
    out.append("<figure id=\"%s\" aria-labelledby=\"%s-t\">\n".formatted(identifier, identifier))
        .append("<figcaption>\n<h3 id=\"%s-t\">".formatted(identifier))
        .append(escape(chart.title()))
        .append("</h3>\n<p class=\"finding\">")
        .append(escape(chart.finding()))
        .append("</p>\n</figcaption>\n<div class=\"chart\" style=\"min-height:")
        .append(chart.spec().path("height").asInt(200))
        .append("px\"></div>\n<script type=\"application/json\" class=\"spec\">");
    // The description becomes the label of the drawing.
    out.append(Html.json(chart.spec().put("description", chart.description()).toString()))
        .append("</script>\n<noscript><p>The chart needs JavaScript; its data is in the table.</p>")
        .append("</noscript>\n");
    chart.notes().forEach(this::note);
    out.append("<details>\n<summary>Data behind this chart</summary>\n");
    chart.tables().forEach(table -> TableWriter.write(out, table, chart.tables().size() > 1));
    out.append("</details>\n</figure>\n");
  }

  private void note(Note note) {
    String kind = note.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    out.append("<aside class=\"note %s\" aria-label=\"%s\">".formatted(kind, note.kind().word()))
        .append("<p><strong>%s.</strong> ".formatted(note.kind().word()))
        .append(escape(note.text()))
        .append("</p>");
    if (!note.items().isEmpty()) {
      out.append("\n<ul>\n");
      note.items().forEach(i -> out.append("<li>").append(escape(i)).append("</li>\n"));
      out.append("</ul>\n");
    }
    out.append("</aside>\n");
  }

  private void keyFigures(KeyFigures figures) {
    out.append("<dl class=\"figures\">\n");
    for (KeyFigures.Figure figure : figures.figures()) {
      out.append("<div><dt>")
          .append(escape(figure.label()))
          .append("</dt><dd><b>")
          .append(escape(figure.value()))
          .append("</b> ")
          .append(escape(figure.unit()))
          .append("</dd>");
      if (!figure.note().isBlank()) {
        out.append("<dd class=\"remark\">").append(escape(figure.note())).append("</dd>");
      }
      out.append("</div>\n");
    }
    out.append("</dl>\n");
  }

  private void footer() {
    Footer footer = page.footer();
    out.append("<footer>\n<dl>\n");
    line("Machine", footer.machine());
    line("Written", TIME.format(footer.time()));
    line("Ridgeline", footer.version());
    out.append("<dt>Command</dt><dd><code>")
        .append(escape(footer.command()))
        .append("</code></dd>\n</dl>\n</footer>\n");
  }

  private void line(String term, String text) {
    out.append("<dt>").append(term).append("</dt><dd>").append(escape(text)).append("</dd>\n");
  }
}
