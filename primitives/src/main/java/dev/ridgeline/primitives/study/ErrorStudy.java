package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.number.Precisions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Error of convolution by algorithm, format and phase, on the published case: 3x3 kernels, 34 x 34
 * inputs, 64 (or 1) channels to 8, values uniform in [-1, 1], mean of five seeds; and the mean
 * absolute error of one 47 x 47 plane of normal values.
 */
public final class ErrorStudy {
  /** The first seed. */
  public static final long SEED = 1;

  /** Runs that rows are the means of. */
  public static final int SEEDS = 5;

  /** One filter of nine values decides the size of a plane's error: many are needed. */
  private static final int PLANE_SEEDS = 50;

  private static final List<String> FORMATS =
      List.of(
          "f64",
          "f32",
          "f16",
          "bf16",
          "f16+f32",
          "fp8-e4m3+f32",
          "fp8-e5m2+f32",
          "e5m7",
          "int8",
          "int8-tap",
          "lns8");

  private static final List<String> ALGORITHMS =
      List.of(
          "direct",
          "winograd-f2",
          "winograd-f4-whole",
          "winograd-f4",
          "winograd-f6",
          "winograd-f6-whole",
          "fft");

  /**
   * The error of an algorithm where one phase alone rounds.
   *
   * @param algorithm its name
   * @param format of the precision
   * @param phase the phase that rounds
   * @param relativeL2 of the output
   */
  public record PhaseError(String algorithm, String format, String phase, double relativeL2) {}

  /**
   * The mean absolute error of one plane.
   *
   * @param algorithm its name
   * @param size height and width of the plane
   * @param kernel height and width of the kernel
   * @param meanL1 mean of |y - ref|
   */
  public record PlaneError(String algorithm, int size, int kernel, double meanL1) {}

  private ErrorStudy() {}

  /** The rows of all algorithms and formats at 64 channels, and of f32 at one. */
  public static List<ConvError> rows() {
    List<Supplier<ConvError>> tasks = new ArrayList<>();
    for (String name : ALGORITHMS) {
      for (String format : FORMATS) {
        tasks.add(() -> row(name, Precisions.parse(format), 64, SEEDS));
      }
      tasks.add(() -> row(name, Precision.of(FloatFormat.F32), 1, SEEDS));
    }
    return run(tasks);
  }

  /** One row. */
  public static ConvError row(String algorithm, Precision precision, int channels, int seeds) {
    ConvAxis axis = ConvAxis.valid(34, 3);
    return ConvError.measure(
        ConvAlgorithms.named(algorithm),
        new ConvProblem(1, channels, 8, axis, axis),
        precision,
        ConvError.Values.UNIFORM,
        SEED,
        seeds);
  }

  /** Where the error of each algorithm with transforms arises, at 64 channels. */
  public static List<PhaseError> phases() {
    List<Supplier<PhaseError>> tasks = new ArrayList<>();
    for (String name : ALGORITHMS.subList(1, ALGORITHMS.size())) {
      for (String format : List.of("f32", "f16+f32", "int8-tap")) {
        if (name.equals("fft") && format.startsWith("int8")) {
          continue;
        }
        for (Phase phase : Phase.values()) {
          tasks.add(() -> phase(name, format, phase));
        }
      }
    }
    return run(tasks);
  }

  private static PhaseError phase(String name, String format, Phase phase) {
    ConvError error = row(name, Precisions.parse(format).only(phase), 64, 1);
    String word = phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new PhaseError(name, format, word, error.relativeL2());
  }

  /** The mean absolute errors of one plane of 47 x 47 in f32. */
  public static List<PlaneError> planes() {
    List<Supplier<PlaneError>> tasks = new ArrayList<>();
    Stream.of("direct", "fft").forEach(name -> tasks.add(() -> plane(name, 23)));
    Stream.of("winograd-f2", "winograd-f4", "winograd-f6")
        .forEach(name -> tasks.add(() -> plane(name, 3)));
    return run(tasks);
  }

  private static PlaneError plane(String name, int kernel) {
    ConvAlgorithm algorithm = ConvAlgorithms.named(name);
    ConvAxis axis = ConvAxis.valid(47, kernel);
    ConvError error =
        ConvError.measure(
            algorithm,
            new ConvProblem(1, 1, 1, axis, axis),
            Precision.of(FloatFormat.F32),
            ConvError.Values.NORMAL,
            SEED,
            PLANE_SEEDS);
    return new PlaneError(name, 47, kernel, error.meanL1());
  }

  /** Tasks have their own seeds, so that their order does not matter. */
  private static <T> List<T> run(List<Supplier<T>> tasks) {
    return tasks.parallelStream().map(Supplier::get).toList();
  }
}
