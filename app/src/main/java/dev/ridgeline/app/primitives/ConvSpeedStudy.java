package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Winograd and FFT against im2col on the 3x3 convolutions of stride 1 of ResNet-50, all with the
 * same compiled multiplication.
 *
 * @param batch images
 * @param layers what each layer's candidates took
 * @param products im2col's multiplications, against OpenBLAS
 * @param speedUps geometric means over the layers, im2col's time over the algorithm's
 */
record ConvSpeedStudy(
    int batch, List<ConvChoiceResult> layers, List<GemmRace> products, List<SpeedUp> speedUps) {
  private static final String BASE = "im2col";

  /** Channels and size of the images of each stage, and how many layers are such. */
  private static final int[][] STAGES = {{64, 56}, {128, 28}, {256, 14}, {512, 7}};

  ConvSpeedStudy {
    layers = List.copyOf(layers);
    products = List.copyOf(products);
    speedUps = List.copyOf(speedUps);
  }

  /**
   * @param geometricMean over the layers that the algorithm does
   * @param least its smallest
   */
  record SpeedUp(String algorithm, double geometricMean, double least, int layers) {}

  static ConvSpeedStudy run(int batch, long seed, ConvChooser chooser) {
    List<ConvChoiceResult> layers = new ArrayList<>();
    List<GemmRace> products = new ArrayList<>();
    for (int[] stage : STAGES) {
      ConvAxis axis = ConvAxis.padded(stage[1], 3, 1);
      ConvProblem problem = new ConvProblem(batch, stage[0], stage[0], axis, axis);
      layers.add(chooser.choose(problem, seed, ConvLimits.NONE, true));
      int pixels = batch * axis.output() * axis.output();
      products.add(GemmRace.run(pixels, stage[0], problem.reductionSize(), chooser.gemm()));
    }
    List<SpeedUp> speedUps =
        layers.getFirst().candidates().stream()
            .map(ConvChoiceResult.Row::algorithm)
            .filter(name -> !name.equals(BASE))
            .map(name -> speedUp(name, layers))
            .toList();
    return new ConvSpeedStudy(batch, layers, products, speedUps);
  }

  private static SpeedUp speedUp(String algorithm, List<ConvChoiceResult> layers) {
    double logs = 0;
    double least = Double.POSITIVE_INFINITY;
    int count = 0;
    for (ConvChoiceResult layer : layers) {
      Double ratio = ratio(algorithm, layer);
      if (ratio != null) {
        logs += Math.log(ratio);
        least = Math.min(least, ratio);
        count++;
      }
    }
    return new SpeedUp(algorithm, Math.exp(logs / count), least, count);
  }

  private static @Nullable Double ratio(String algorithm, ConvChoiceResult layer) {
    Double base = millis(BASE, layer);
    Double own = millis(algorithm, layer);
    return base == null || own == null ? null : base / own;
  }

  private static @Nullable Double millis(String algorithm, ConvChoiceResult layer) {
    return layer.candidates().stream()
        .filter(row -> row.algorithm().equals(algorithm))
        .map(ConvChoiceResult.Row::medianMillis)
        .filter(millis -> millis != null)
        .findFirst()
        .orElse(null);
  }

  void print(Console console) {
    console.line(
        "ResNet-50, 3x3 of stride 1, batch %d: milliseconds (times im2col)".formatted(batch));
    TextTable table =
        new TextTable(
            "layer",
            BASE,
            "winograd-f2",
            "winograd-f4",
            "winograd-f6",
            "fft-tiles",
            "direct",
            "direct-c",
            "chosen");
    for (ConvChoiceResult layer : layers) {
      table.row(
          layer.problem().replaceAll(", stride.*", ""),
          cell(BASE, layer),
          cell("winograd-f2", layer),
          cell("winograd-f4", layer),
          cell("winograd-f6", layer),
          cell("fft-tiles", layer),
          cell("direct", layer),
          cell("direct-c", layer),
          String.valueOf(layer.chosen()));
    }
    table.print(console);
    products.forEach(race -> console.line(text(race)));
    for (SpeedUp s : speedUps) {
      console.line(
          "%s: geometric mean %s times as fast as im2col, least %s, over %d layers"
              .formatted(
                  s.algorithm(),
                  Figures.significant(s.geometricMean()),
                  Figures.significant(s.least()),
                  s.layers()));
    }
  }

  private static String text(GemmRace race) {
    String shape =
        String.format(
            Locale.ROOT,
            "im2col's product %dx%dx%d: %.2f ms",
            race.m(),
            race.n(),
            race.k(),
            race.millis());
    return race.openBlasRatio() == null
        ? shape + "; OpenBLAS is missing: " + race.missing()
        : shape
            + ", %s times as fast as OpenBLAS".formatted(Figures.significant(race.openBlasRatio()));
  }

  private static String cell(String algorithm, ConvChoiceResult layer) {
    Double millis = millis(algorithm, layer);
    Double ratio = ratio(algorithm, layer);
    return millis == null || ratio == null
        ? "-"
        : String.format(Locale.ROOT, "%.2f (%.2f)", millis, ratio);
  }
}
