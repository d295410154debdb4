package dev.ridgeline.mcu.c;

import java.util.ArrayList;
import java.util.List;

/** Pieces of C: arrays of numbers in lines of bearable length, and comments that end. */
final class CText {
  private static final int WIDTH = 118;

  private CText() {}

  static String bytes(byte[] values) {
    List<String> items = new ArrayList<>();
    for (byte value : values) {
      items.add(Integer.toString(value));
    }
    return lines(items);
  }

  static String ints(int[] values) {
    List<String> items = new ArrayList<>();
    for (int value : values) {
      items.add(Integer.toString(value));
    }
    return lines(items);
  }

  /** Exact: in hexadecimal. */
  static String floats(float[] values) {
    List<String> items = new ArrayList<>();
    for (float value : values) {
      items.add(real(value));
    }
    return lines(items);
  }

  static String real(float value) {
    return Float.toHexString(value) + "f";
  }

  static String comment(String text) {
    return text.replace("*/", "* /").replace("/*", "/ *").replaceAll("[^ -~]", "?");
  }

  static String lines(List<String> items) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String item : items) {
      if (column + item.length() + 2 > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? "  " : " ").append(item).append(',');
      column += item.length() + 2;
    }
    return text.append('\n').toString();
  }
}
