package dev.ridgeline.compiler.source;

import dev.ridgeline.core.tensor.DType;

/** Loads and stores of vectors in the types that memory has. */
final class GccMemory {
  private final GccPrelude helpers;

  GccMemory(GccPrelude helpers) {
    this.helpers = helpers;
  }

  /** Lanes that are active, from a count that may lie outside of the vector. */
  private static String clamp(int lanes) {
    return "  n = n < 0 ? 0 : n > " + lanes + " ? " + lanes + " : n;\n";
  }

  /**
   * A copy to take apart: gcc would keep the vector itself in memory or in single lanes, in the
   * loop that computes it too (a matrix product ran 10 times slower).
   */
  private static String copyInMemory(String vector) {
    return "  " + vector + " t = a;\n  __asm__(\"\" : \"+m\"(t));\n";
  }

  String load(Access access, String pointer) {
    DType memory = access.memory();
    int lanes = access.type().lanes();
    String vector = helpers.memoryVector(memory, lanes);
    String from = "const " + GccPrelude.memory(memory) + " *p";
    String lane = "  for (int i = 0; i < n; i++) r[i] = p[i * stride];\n";
    String head = " {\n  " + vector + " r = {0};\n";
    String end = "  return r;\n}\n";
    if (access.stride() == 1) {
      if (access.active().isEmpty()) {
        String name = "load_" + vector;
        helpers.function(
            name,
            () ->
                vector + " " + name + "(" + from + ") { return *(const " + vector + "_at *)p; }\n");
        return name + "(" + pointer + ")";
      }
      String name = "load_first_" + vector;
      helpers.function(
          name,
          () ->
              vector
                  + " "
                  + name
                  + "("
                  + from
                  + ", int64_t n)"
                  + head
                  + clamp(lanes)
                  + "  __builtin_memcpy(&r, p, n * sizeof *p);\n"
                  + end);
      return name + "(" + pointer + ", " + access.active().get() + ")";
    }
    if (access.active().isEmpty()) {
      String name = "gather_" + vector;
      helpers.function(
          name,
          () ->
              GccPrelude.lanes(
                  vector, name + "(" + from + ", int64_t stride)", lanes, "p[i * stride]"));
      return name + "(" + pointer + ", " + access.stride() + ")";
    }
    String name = "gather_first_" + vector;
    helpers.function(
        name,
        () ->
            vector
                + " "
                + name
                + "("
                + from
                + ", int64_t stride, int64_t n)"
                + head
                + clamp(lanes)
                + lane
                + end);
    return name + "(" + pointer + ", " + access.stride() + ", " + access.active().get() + ")";
  }

  String store(Access access, String pointer, String value) {
    DType memory = access.memory();
    int lanes = access.type().lanes();
    String vector = helpers.memoryVector(memory, lanes);
    String to = GccPrelude.memory(memory) + " *p, ";
    if (access.stride() == 1) {
      if (access.active().isEmpty()) {
        String name = "store_" + vector;
        helpers.function(
            name,
            () -> "void " + name + "(" + to + vector + " a) { *(" + vector + "_at *)p = a; }\n");
        return name + "(" + pointer + ", " + value + ")";
      }
      String name = "store_first_" + vector;
      helpers.function(
          name,
          () ->
              "void "
                  + name
                  + "("
                  + to
                  + vector
                  + " a, int64_t n) {\n"
                  + clamp(lanes)
                  + copyInMemory(vector)
                  + "  __builtin_memcpy(p, &t, n * sizeof *p);\n}\n");
      return name + "(" + pointer + ", " + value + ", " + access.active().get() + ")";
    }
    String count = access.active().orElse(Integer.toString(lanes));
    String name = "scatter_" + vector;
    helpers.function(
        name,
        () ->
            "void "
                + name
                + "("
                + to
                + vector
                + " a, int64_t stride, int64_t n) {\n"
                + clamp(lanes)
                + copyInMemory(vector)
                + "  for (int i = 0; i < n; i++) p[i * stride] = t[i];\n}\n");
    return name + "(" + pointer + ", " + value + ", " + access.stride() + ", " + count + ")";
  }
}
