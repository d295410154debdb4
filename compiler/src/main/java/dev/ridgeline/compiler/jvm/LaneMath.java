package dev.ridgeline.compiler.jvm;

/** Scalar operations by the IR's rules that no instruction has; generated code calls them. */
final class LaneMath {
  private LaneMath() {}

  static float min(float a, float b) {
    return a < b ? a : b;
  }

  static float max(float a, float b) {
    return a > b ? a : b;
  }

  static double min(double a, double b) {
    return a < b ? a : b;
  }

  static double max(double a, double b) {
    return a > b ? a : b;
  }

  static float sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  static float floor(float a) {
    return (float) Math.floor(a);
  }

  static float ceil(float a) {
    return (float) Math.ceil(a);
  }

  static float rint(float a) {
    return (float) Math.rint(a);
  }
}
