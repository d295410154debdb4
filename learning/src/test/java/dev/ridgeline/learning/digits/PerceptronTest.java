package dev.ridgeline.learning.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.training.Optimiser;
import dev.ridgeline.learning.SharedData;
import dev.ridgeline.primitives.lowrank.LowRank;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class PerceptronTest {
  private static final Recipe SHORT = new Recipe(Optimiser.named("sgd"), 2, 100, 0, 1);

  @Test
  void parametersAreCountedAndFactorsHaveTheBestError() {
    Perceptron whole = Perceptron.initial(List.of(64, 32), 1);
    assertThat(whole.parameters()).isEqualTo(784 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10);
    assertThat(whole.text()).isEqualTo("784-64-32-10");
    List<LowRank> decompositions = whole.decompositions();
    Perceptron factored = whole.factored(decompositions, List.of(20, 0, 0));
    assertThat(factored.text()).isEqualTo("784-20-64-32-10");
    assertThat(factored.parameters()).isEqualTo(whole.parameters() - 784 * 64 + 20 * (784 + 64));
    Dense right = factored.layers().get(0);
    Dense left = factored.layers().get(1);
    double error = 0;
    double size = 0;
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 784; j++) {
        double sum = 0;
        for (int r = 0; r < 20; r++) {
          sum += (double) left.weight()[i * 20 + r] * right.weight()[r * 784 + j];
        }
        double w = whole.layers().getFirst().weight()[i * 784 + j];
        error += (w - sum) * (w - sum);
        size += w * w;
      }
    }
    // The best error that any matrix of rank 20 has, told by the singular values.
    assertThat(Math.sqrt(error / size))
        .isCloseTo(
            decompositions.getFirst().relativeError(20), org.assertj.core.data.Offset.offset(1e-6));
    // Ranks that save nothing leave a layer whole.
    assertThat(whole.factored(decompositions, List.of(60, 0, 0)).fingerprint())
        .isEqualTo(whole.fingerprint());
  }

  @Test
  void mistakesAreOneLine() {
    refused(() -> Perceptron.initial(List.of(), 1), "0 hidden layers; give 1 to 16 widths");
    refused(() -> Perceptron.initial(List.of(0), 1), "a hidden layer of 0 units; give 1 to 8192");
    Perceptron p = Perceptron.initial(List.of(20), 1);
    refused(
        () -> p.requireRanks(List.of(1)),
        "1 ranks for 2 layers; give one a layer, 0 for a layer that stays whole");
    refused(() -> p.requireRanks(List.of(21, 0)), "rank 21 of layer fc1, 20 x 784; give 0 to 20");
    refused(() -> new Recipe(SHORT.optimiser(), 0, 1, 0, 1), "0 epochs; give 1 to 1000");
    refused(() -> new Recipe(SHORT.optimiser(), 1, 0, 0, 1), "a batch of 0 images; give 1 to 4096");
  }

  @Test
  void aBatchLargerThanTheSetIsRefused() {
    Digits few = Digits.test(SharedData.file("mnist")).part(0, 50);
    refused(
        () ->
            PerceptronTraining.run(
                Perceptron.initial(List.of(20), 1), SHORT, few, few, EngineOptions.jvm(1), _ -> {}),
        "a batch of 100 images, but there are 50; give a smaller batch");
  }

  private static void refused(Runnable act, String message) {
    assertThatThrownBy(act::run).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  @Test
  void aShortTrainingLearnsAndIsTheSameTwice() {
    Digits all = Digits.test(SharedData.file("mnist"));
    Digits train = all.part(0, 3000);
    Digits judged = all.part(9001, 10_000);
    Perceptron start = Perceptron.initial(List.of(64), 1);
    EngineOptions engine = EngineOptions.jvm(2);
    PerceptronTraining once = PerceptronTraining.run(start, SHORT, train, judged, engine, _ -> {});
    assertThat(once.curve()).hasSize(2);
    assertThat(once.curve().getLast().score().accuracy()).isGreaterThan(0.85);
    assertThat(once.curve().getLast().score().images()).isEqualTo(999);
    PerceptronTraining again = PerceptronTraining.run(start, SHORT, train, judged, engine, _ -> {});
    assertThat(again.perceptron().fingerprint()).isEqualTo(once.perceptron().fingerprint());
    Perceptron low = once.perceptron().factored(once.perceptron().decompositions(), List.of(40, 0));
    assertThat(Score.of(low, judged, engine).accuracy()).isGreaterThan(0.8);
  }

  /** Two minutes on a machine that does nothing else. */
  @Test
  @Tag("slow")
  void theWholeSetIsLearntToTheAccuracyThatIsClaimed() {
    Path mnist = SharedData.file("mnist");
    PerceptronTraining trained =
        PerceptronTraining.run(
            Perceptron.initial(List.of(512, 512), 1),
            new Recipe(Optimiser.named("sgd"), 10, 128, 0.1, 1),
            Digits.train(mnist),
            Digits.test(mnist),
            EngineOptions.jvm(2),
            _ -> {});
    assertThat(trained.curve().getLast().score().accuracy()).isGreaterThan(0.982);
  }
}
