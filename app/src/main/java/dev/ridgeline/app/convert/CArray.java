package dev.ridgeline.app.convert;

import java.util.Locale;

/**
 * A file's bytes as source for Arduino's TensorFlow Lite Micro library: {@code g_model}, at a
 * multiple of 16 bytes, and {@code g_model_len}. A header defines them in place, for sketches of
 * one file; a source file is compiled by itself.
 */
final class CArray {
  private static final int BYTES_A_LINE = 12;

  private CArray() {}

  /**
   * The source.
   *
   * @param header whether it is a header, with a guard
   * @param name of the model, for the comment and the guard
   */
  static String of(byte[] bytes, String name, boolean header) {
    String word = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    String guard = "RIDGELINE_MODEL_" + word + "_H_";
    StringBuilder source = new StringBuilder();
    source
        .append("// ")
        .append(name.replaceAll("\\p{Cntrl}", "?"))
        .append(", ")
        .append(bytes.length)
        .append(" bytes, as a TensorFlow Lite model\n");
    if (header) {
      source.append("#ifndef ").append(guard).append("\n#define ").append(guard).append("\n\n");
    }
    source.append(header ? "" : "extern const unsigned char g_model[];\n");
    source.append(header ? "" : "extern const int g_model_len;\n\n");
    source.append("alignas(16) const unsigned char g_model[] = {");
    for (int i = 0; i < bytes.length; i++) {
      source.append(i % BYTES_A_LINE == 0 ? "\n    " : " ");
      source.append("0x%02x,".formatted(bytes[i] & 0xff));
    }
    source.append("\n};\n");
    source.append("const int g_model_len = ").append(bytes.length).append(";\n");
    return source.append(header ? "\n#endif\n" : "").toString();
  }
}
