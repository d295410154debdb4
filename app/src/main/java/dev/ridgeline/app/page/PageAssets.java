package dev.ridgeline.app.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The style sheet, the script and the chart libraries that every page embeds. */
final class PageAssets {
  private static final List<String> LIBRARIES = List.of("vega", "vega-lite", "vega-embed");

  private PageAssets() {}

  static String style() {
    return read("page.css");
  }

  static String script() {
    return Html.script("page.js", read("page.js"));
  }

  static String chartConfig() {
    return Html.json(read("chart-config.json"));
  }

  /** The libraries as script elements, each under its licence. */
  static String libraries() {
    StringBuilder out = new StringBuilder();
    for (String name : LIBRARIES) {
      String licence = read(name + "/LICENSE").replace("*/", "* /").strip();
      String program = read(name + "/build/" + name + ".min.js");
      out.append("<script>/*! ").append(name).append("\n").append(Html.script(name, licence));
      out.append("\n*/\n").append(Html.script(name, program)).append("</script>\n");
    }
    return out.toString();
  }

  private static String read(String name) {
    try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is missing from this build; build again with the network reachable");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
