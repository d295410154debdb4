package dev.ridgeline.app.page;

/** Text as HTML and as scripts hold it. Whatever comes from outside passes through here. */
final class Html {
  private Html() {}

  /** Text for the content of an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\t', '\n', '\r' -> out.append((char) c);
            default -> {
              // What HTML does not allow at all: control characters and lone surrogates.
              boolean allowed = c >= 0x20 && c != 0x7f && !(c >= 0xd800 && c <= 0xdfff);
              out.appendCodePoint(allowed ? c : 0xfffd);
            }
          }
        });
    return out.toString();
  }

  /** JSON for the content of a script element: nothing in it can end the element. */
  static String json(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** A program of ours or of a library for the content of a script element. */
  static String script(String name, String program) {
    if (program.contains("</script") || program.contains("<!--")) {
      throw new IllegalStateException(name + " cannot stand inside a script element");
    }
    return program;
  }
}
