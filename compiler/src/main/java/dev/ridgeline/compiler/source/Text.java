package dev.ridgeline.compiler.source;

/**
 * A printed expression.
 *
 * @param text as it stands in the source
 * @param binds how strongly its outermost operator binds, one of the constants here
 */
record Text(String text, int binds) {
  static final int CHOICE = 1;
  static final int OR = 2;
  static final int AND = 3;
  static final int EQUALITY = 4;
  static final int ORDER = 5;
  static final int ADD = 6;
  static final int MULTIPLY = 7;
  static final int UNARY = 8;
  static final int POSTFIX = 9;

  /** Bitwise operators and shifts; few know how C ranks them, so parts get parentheses. */
  static final int BITS = 0;

  static Text plain(String text) {
    return new Text(text, POSTFIX);
  }

  /** For a place that needs something that binds at least so. */
  String in(int place) {
    return binds >= place ? text : "(" + text + ")";
  }

  static Text infix(Text a, String symbol, Text b, int binds) {
    return new Text(a.in(binds) + " " + symbol + " " + b.in(binds + 1), binds);
  }

  static Text bits(Text a, String symbol, Text b) {
    return new Text(a.in(UNARY) + " " + symbol + " " + b.in(UNARY), BITS);
  }

  static Text prefix(String symbol, Text a) {
    boolean clash = a.text().startsWith(symbol);
    return new Text(symbol + (clash ? "(" + a.text() + ")" : a.in(UNARY)), UNARY);
  }
}
