package dev.ridgeline.app.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.app.roofline.Timing;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times that follow the predictor's own law, so that what the study should say is known. */
final class StudyCommandTest {
  private static final Roofline ROOF =
      new Roofline("test", new ComputeRoof("f32", 200), List.of(new MemoryRoof("DRAM", 20)));
  private static final List<String> MODELS =
      List.of(
          "alexnet",
          "resnet18",
          "resnet50",
          "mobilenet_v1",
          "mobilenet_v2",
          "squeezenet1_1",
          "densenet121",
          "efficientnet_b0",
          "shufflenet_v2_x1_0",
          "googlenet",
          "mnasnet1_0",
          "mobilenet_v3_small");

  @TempDir Path folder;

  private static ModelArgument model(Timing t) {
    return ModelArgument.resolve(t.model(), OptionalInt.empty(), ModelSources.standard());
  }

  private static StudyResult study() {
    List<Timing> timings = new ArrayList<>();
    for (String name : MODELS) {
      Timing unknown = new Timing(name, 1, 0, "onnxruntime", 2, 1, false);
      StudyCase what = StudyCase.of(model(unknown), 1, ROOF);
      double millis = 0.02 * what.layers();
      for (Map.Entry<LayerFamily, Double> part : what.roofMillis().entrySet()) {
        millis += part.getValue() / (part.getKey() == LayerFamily.DEPTHWISE ? 0.2 : 0.7);
      }
      timings.add(new Timing(name, 1, 0, "onnxruntime", 2, millis, false));
    }
    timings.add(new Timing("resnet34", 1, 0, "onnxruntime", 2, 0.01, false));
    timings.add(new Timing("vgg16", 1, 0, "onnxruntime", 2, 1e4, true));
    return StudyResult.of(MeasuredCases.of(timings, StudyCommandTest::model, ROOF), 1);
  }

  @Test
  void predictsHeldOutArchitecturesBetterThanFlops() {
    StudyResult result = study();
    assertThat(result.judged()).hasSize(MODELS.size());
    assertThat(Predictor.medianError(result.judged(), false)).isLessThan(0.1);
    assertThat(Predictor.medianError(result.judged(), true)).isGreaterThan(0.2);
    Predictor.Fit fit = result.fits().getFirst();
    assertThat(fit.efficiency().get(LayerFamily.DEPTHWISE)).isBetween(0.15, 0.25);
    assertThat(fit.efficiency().get(LayerFamily.SPATIAL)).isBetween(0.55, 0.85);
  }

  @Test
  void suspectPointsTakeNoPart() {
    StudyResult result = study();
    assertThat(
            result.measured().stream()
                .filter(c -> !c.suspect().isEmpty())
                .map(c -> c.what().model()))
        .containsExactly("resnet34", "vgg16");
    assertThat(result.correlations())
        .hasSize(10)
        .allSatisfy(c -> {
          assertThat(c.models()).isEqualTo(MODELS.size());
          assertThat(c.spearmanInterval().orElseThrow().high())
              .isGreaterThanOrEqualTo(c.spearmanInterval().orElseThrow().low());
        });
  }

  @Test
  void saysWhatFlopsMispredict() {
    assertThat(study().mispredicted())
        .isNotEmpty()
        .anySatisfy(m ->
            assertThat(m.sentence())
                .contains(m.model() + " at batch 1 on onnxruntime takes ")
                .doesNotContain("counts do not tell"));
  }

  @Test
  void knowsTheFamiliesOfLayers() {
    StudyCase mobilenet =
        StudyCase.of(model(new Timing("mobilenet_v2", 1, 0, "", 1, 1, false)), 1, ROOF);
    double all = StudyCase.sum(mobilenet.forwardFlops());
    assertThat(Objects.requireNonNull(mobilenet.forwardFlops().get(LayerFamily.POINTWISE)) / all)
        .isBetween(0.8, 0.95);
    assertThat(Objects.requireNonNull(mobilenet.forwardFlops().get(LayerFamily.DEPTHWISE)) / all)
        .isBetween(0.05, 0.1);
    assertThat(mobilenet.backwardToForward()).isBetween(1.5, 2.5);
  }

  @Test
  void refusesInOneLine() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Path workspace = folder.resolve("w");
    String[] other = {"study", "zebras", "--workspace", workspace.toString()};
    assertThat(Launch.run(Commands.all(), other, out, errors)).isEqualTo(Launch.USAGE);
    String[] empty = {"study", "rooflines", "--threads", "2", "--workspace", workspace.toString()};
    assertThat(Launch.run(Commands.all(), empty, out, errors)).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            ridgeline: no study 'zebras'; the studies are rooflines and compression
            ridgeline: no latencies of this machine with 2 threads are in '%s'; measure some with ridgeline bench
            """
                .formatted(workspace.resolve("results/bench.jsonl")));
  }
}
