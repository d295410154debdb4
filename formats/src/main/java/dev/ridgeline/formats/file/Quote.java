package dev.ridgeline.formats.file;

/** Makes names out of files fit for a message of one line. */
public final class Quote {
  private static final int MAX = 60;

  private Quote() {}

  /** {@code text} without control characters and not longer than 60 characters. */
  public static String of(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().limit(MAX).forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : '?'));
    return text.length() > MAX ? clean + "..." : clean.toString();
  }

  /** A whole message as one line of at most {@code max} characters. */
  public static String line(String message, int max) {
    StringBuilder clean = new StringBuilder();
    message.codePoints().forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : '?'));
    return clean.length() > max ? clean.substring(0, max - 3) + "..." : clean.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.FORMAT ->
          false;
      default -> true;
    };
  }
}
