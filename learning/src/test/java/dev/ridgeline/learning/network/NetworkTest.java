package dev.ridgeline.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {
  /** Sums of some thousand f32 terms against f64 ones. */
  private static final float UNIT = 0x1p-24f;

  @TempDir Path folder;

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static float[] targets(int images, int classes) {
    float[] targets = new float[images * classes];
    for (int image = 0; image < images; image++) {
      targets[image * classes + image % classes] = 1;
    }
    return targets;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ds_cnn_s", "ds_cnn_m", "tiny_conv"})
  void givesWhatTheInterpreterGives(String model) {
    Graph graph = Zoo.build(model);
    Network network = Network.of(graph, 11);
    float[] features = random(11 * network.inputSize(), 1);
    float[] ours = network.probabilities(features, 11);
    try (Interpreter judge = Interpreter.of(graph, 1)) {
      long width = network.inputSize() / 49;
      Tensor input = Tensor.of(features, 11, 1, 49, width);
      judge.prepare(Map.of("input", input.type()));
      judge.bind(Map.of("input", input));
      judge.run();
      Tensor output = judge.outputs().getFirst();
      for (int i = 0; i < ours.length; i++) {
        assertThat(Math.abs(ours[i] - output.floatAt(i))).isLessThan(2000 * UNIT);
      }
    }
  }

  /** Central differences of the loss along the gradient; f32 limits how near they can come. */
  @ParameterizedTest
  @ValueSource(strings = {"ds_cnn_s", "tiny_conv"})
  void gradientsAreTheDifferencesOfTheLoss(String model) {
    Network network = Network.of(Zoo.build(model), 10);
    float[] features = random(10 * network.inputSize(), 2);
    float[] targets = targets(10, network.classes());
    network.gradient(features, targets, 10);
    for (Parameter parameter : network.parameters()) {
      double square = 0;
      float[] gradient = parameter.gradient().clone();
      for (float g : gradient) {
        square += (double) g * g;
      }
      double norm = Math.sqrt(square);
      if (norm < 1e-3) {
        continue; // a bias before a normalisation changes nothing
      }
      double step = 2e-3 / Math.max(1, norm);
      float[] before = parameter.value().clone();
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        for (int i = 0; i < before.length; i++) {
          double direction = (side == 0 ? 1 : -1) * step * gradient[i] / norm;
          parameter.value()[i] = (float) (before[i] + direction);
        }
        losses[side] = network.gradient(features, targets, 10) / 10;
      }
      System.arraycopy(before, 0, parameter.value(), 0, before.length);
      double slope = (losses[0] - losses[1]) / (2 * step);
      assertThat(slope / norm).as(parameter.name()).isBetween(0.9, 1.1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADAM", "SGD"})
  void learnsAndGoesOnFromACheckpointToTheSameBits(Optimiser.Method method) {
    float[] features = random(20 * 490, 3);
    float[] targets = targets(20, 12);
    Network whole = Network.of(Zoo.build("ds_cnn_s"), 20);
    Optimiser optimiser = new Optimiser(whole, method, 1e-4);
    double first = whole.gradient(features, targets, 20);
    optimiser.step(1e-2);
    Path file = folder.resolve("checkpoint");
    TrainingState state = new TrainingState(whole, optimiser);
    state.write(file, "run 1", new double[] {first, 7});

    Network again = Network.of(Zoo.build("ds_cnn_s"), 20);
    Optimiser other = new Optimiser(again, method, 1e-4);
    TrainingState restored = new TrainingState(again, other);
    assertThat(restored.read(file, "run 1")).containsExactly(first, 7);
    double last = 0;
    for (int i = 0; i < 10; i++) {
      last = whole.gradient(features, targets, 20);
      assertThat(again.gradient(features, targets, 20)).isEqualTo(last);
      optimiser.step(1e-2);
      other.step(1e-2);
    }
    assertThat(last).isLessThan(0.95 * first);
    for (int i = 0; i < whole.state().size(); i++) {
      assertThat(again.state().get(i).value()).isEqualTo(whole.state().get(i).value());
    }
    assertThatThrownBy(() -> restored.read(file, "run 2"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is of a run with other settings or data");
  }

  @Test
  void damagedCheckpointsAreRefused() throws Exception {
    Network network = Network.of(Zoo.build("tiny_conv"), 8);
    TrainingState state =
        new TrainingState(network, new Optimiser(network, Optimiser.Method.SGD, 0));
    Path file = folder.resolve("checkpoint");
    state.write(file, "run", new double[0]);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertThatThrownBy(() -> state.read(file, "run"))
        .isInstanceOf(UserError.class)
        .hasMessage("checkpoint '" + file + "' is damaged; delete it to begin anew");
  }

  @Test
  void theTrainedGraphHasTheWeights() {
    Network network = Network.of(Zoo.build("ds_cnn_s"), 8);
    Optimiser optimiser = new Optimiser(network, Optimiser.Method.ADAM, 0);
    float[] features = random(8 * 490, 4);
    network.gradient(features, targets(8, 12), 8);
    optimiser.step(1e-2);
    float[] expected = network.probabilities(features, 8);
    assertThat(Network.of(network.trained(), 8).probabilities(features, 8)).isEqualTo(expected);
  }

  @Test
  void saysWhatItCannotTrain() {
    assertThatThrownBy(() -> Network.of(Zoo.build("mobilenet_v2"), 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot train node")
        .hasMessageEndingWith("this operator has no gradient here; choose another model");
  }
}
